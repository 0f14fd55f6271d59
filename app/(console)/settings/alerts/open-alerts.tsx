"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { type AlertName, alertKey, alertUnits } from "@/lib/alerts/alerts";
import type { AlertsNow, LiveAlert } from "@/lib/alerts/alerts-now";
import type { LevelTargetsMs } from "@/lib/service-levels";
import { AlertRow } from "../../alert-row";
import { turnsHref } from "../../alert-turns";
import { useDates } from "../../use-dates";

interface OpenAlertsProps extends AlertsNow {
  targetsMs: LevelTargetsMs;
  silence: (alert: AlertName) => void;
}

/** The alerts that are open, as bad as they are now, and those that are about to open. */
export function OpenAlerts({ open, pending, targetsMs, silence }: OpenAlertsProps) {
  const t = useTranslations("alerts");
  const { amountOf, says, saysBack } = useAlertTexts();
  const { moment } = useDates();
  const since = ({ kind, opened_at_s: openedAtS, opened, threshold }: LiveAlert) => {
    const at = moment(openedAtS);
    if (opened.value === null || alertUnits[kind] === null) return t("open.since", { at });
    const then = { at, value: amountOf(kind, opened.value), threshold: amountOf(kind, opened.threshold) };
    return t(opened.threshold === threshold ? "open.sinceThen" : "open.sinceOtherLine", then);
  };
  return (
    <section aria-labelledby="open-alerts">
      <h3 id="open-alerts" className="font-semibold text-sm">
        {t("open.title")}
      </h3>
      {open.length === 0 ? (
        <p className="mt-2 flex items-center gap-2 text-sm">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-success" />
          {t("open.none")}
        </p>
      ) : (
        <ul aria-label={t("open.title")} className="mt-1 divide-y">
          {open.map((alert) => (
            <AlertRow
              key={alertKey(alert)}
              alert={alert}
              text={alert.is_back ? saysBack(alert) : says(alert, alert.value ?? alert.worst)}
              since={since(alert)}
              isWatched={alert.is_back}
              turnsHref={turnsHref(alert, targetsMs)}
              silence={silence}
            />
          ))}
        </ul>
      )}
      {pending.length > 0 && (
        <>
          <h4 className="mt-4 font-medium text-sm">{t("pending.title")}</h4>
          <ul aria-label={t("pending.title")} className="mt-1 divide-y">
            {pending.map((alert) => (
              <AlertRow
                key={alertKey(alert)}
                alert={alert}
                text={says(alert, alert.value)}
                since={t("pending.since", {
                  at: moment(alert.since_s),
                  after: t("units.seconds", { count: alert.opens_after_s }),
                })}
                isWatched
                turnsHref={turnsHref({ ...alert, opened_at_s: alert.since_s }, targetsMs)}
                silence={silence}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
