"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { type AlertName, alertKey, type Incident } from "@/lib/alerts/alerts";
import { AlertRow } from "../../alert-row";
import { turnsHref } from "../../alert-turns";

interface OpenAlertsProps {
  alerts: readonly Incident[];
  silence: (alert: AlertName) => void;
}

export function OpenAlerts({ alerts, silence }: OpenAlertsProps) {
  const t = useTranslations("alerts");
  const { says } = useAlertTexts();
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
          {alerts.map((alert) => (
            <AlertRow
              key={alertKey(alert)}
              alert={alert}
              text={says(alert, alert.value)}
              turnsHref={turnsHref(alert)}
              silence={silence}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
