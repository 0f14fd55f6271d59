"use client";
import { BellOff, CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { Button } from "@/components/ui/button";
import { type AlertName, alertKey, type Incident } from "@/lib/alerts/alerts";
import { useDates } from "../../use-dates";

interface OpenAlertsProps {
  alerts: readonly Incident[];
  silence: (alert: AlertName) => void;
}

export function OpenAlerts({ alerts, silence }: OpenAlertsProps) {
  const t = useTranslations("alerts");
  const { nameOf, says } = useAlertTexts();
  const { moment } = useDates();
  return (
    <section aria-labelledby="open-alerts">
      <h3 id="open-alerts" className="font-semibold text-sm">
        {t("open.title")}
      </h3>
      {alerts.length === 0 ? (
        <p className="mt-2 flex items-center gap-2 text-sm">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-success" />
          {t("open.none")}
        </p>
      ) : (
        <ul aria-label={t("open.title")} className="mt-1 divide-y">
          {alerts.map((alert) => {
            const { kind, subject, silence: held } = alert;
            const name = nameOf(alert);
            return (
              <li key={alertKey(alert)} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
                {held ? (
                  <BellOff aria-hidden className="size-4 shrink-0 text-muted-foreground" />
                ) : (
                  <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
                )}
                <div className="wrap-anywhere min-w-0 flex-1 basis-44">
                  <p>
                    <span className="font-medium">{name}</span>
                    <span className="text-muted-foreground"> · </span>
                    {says(alert, alert.value)}
                  </p>
                  <p className="text-muted-foreground text-xs tabular-nums">
                    {t("open.since", { at: moment(alert.opened_at_s) })}
                    {held && ` · ${t("open.silenced", { until: moment(held.until_s), reason: held.reason })}`}
                  </p>
                </div>
                {!held && (
                  <Button
                    variant="ghost"
                    size="sm"
                    className="ml-auto pointer-coarse:h-11"
                    aria-label={t("open.silenceName", { name })}
                    onClick={() => silence({ kind, subject })}
                  >
                    <BellOff aria-hidden />
                    {t("open.silence")}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
