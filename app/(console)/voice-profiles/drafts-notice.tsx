"use client";
import { PenLine } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useDates } from "../use-dates";
import { useDrafts } from "./use-voices";

/** What somebody began to add and left: it is kept for a day. */
export function DraftsNotice() {
  const t = useTranslations("voices.drafts");
  const { moment } = useDates();
  const { data: drafts = [] } = useDrafts();
  if (drafts.length === 0) return null;
  return (
    <section aria-label={t("title")} className="mb-4 grid gap-2 rounded-md bg-muted px-4 py-3">
      {drafts.map((draft) => (
        <div key={draft.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <PenLine aria-hidden className="size-4 text-muted-foreground" />
          <span className="min-w-0 flex-1 basis-48">
            <span className="wrap-anywhere font-medium">{draft.name || t("unnamed")}</span>{" "}
            <span className="text-muted-foreground">{t("changed", { at: moment(draft.changed_at) })}</span>
          </span>
          <Button asChild variant="outline" size="sm" className="pointer-coarse:h-11">
            <Link href={{ pathname: "/voice-profiles/new", query: { draft: draft.id } }} prefetch={false}>
              {t("goOn")}
            </Link>
          </Button>
        </div>
      ))}
    </section>
  );
}
