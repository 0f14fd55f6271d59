"use client";
import { BellOff, CircleAlert, Eye } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { Button } from "@/components/ui/button";
import type { AlertName, Silence } from "@/lib/alerts/alerts";
import { useDates } from "./use-dates";

interface AlertRowProps {
  alert: AlertName & { silence: Pick<Silence, "until_s" | "reason"> | null };
  /** How bad it is, in words. */
  text: string;
  /** Since when, in words. */
  since: string;
  /** It is being watched: within its threshold again and not closed yet, or beyond it and not opened yet. */
  isWatched?: boolean;
  /** Where its turns are listed; null where it is of none. */
  turnsHref?: string | null;
  silence: (alert: AlertName) => void;
}

/** An alert: how bad it is, since when, whether it calls anybody, and what can be done. */
export function AlertRow({ alert, text, since, isWatched = false, turnsHref = null, silence }: AlertRowProps) {
  const t = useTranslations("alerts");
  const { nameOf } = useAlertTexts();
  const { moment } = useDates();
  const { kind, subject, silence: held } = alert;
  const name = nameOf(alert);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
      {held ? (
        <BellOff aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      ) : isWatched ? (
        <Eye aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      ) : (
        <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
      )}
      <div className="wrap-anywhere min-w-0 flex-1 basis-44">
        <p>
          <span className="font-medium">{name}</span>
          <span className="text-muted-foreground"> · </span>
          {text}
        </p>
        <p className="text-muted-foreground text-xs tabular-nums">
          {since}
          {held && ` · ${t("open.silenced", { until: moment(held.until_s), reason: held.reason })}`}
        </p>
      </div>
      <span className="ml-auto flex flex-wrap">
        {turnsHref && (
          <Button asChild variant="ghost" size="sm" className="pointer-coarse:h-11">
            <Link href={turnsHref} prefetch={false} aria-label={t("open.turnsName", { name })}>
              {t("open.turns")}
            </Link>
          </Button>
        )}
        {!held && (
          <Button
            variant="ghost"
            size="sm"
            className="pointer-coarse:h-11"
            aria-label={t("open.silenceName", { name })}
            onClick={() => silence({ kind, subject })}
          >
            <BellOff aria-hidden />
            {t("open.silence")}
          </Button>
        )}
      </span>
    </li>
  );
}
