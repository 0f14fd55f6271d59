"use client";
import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import type { LiveAlert } from "@/lib/dashboard/live-snapshot";
import { useDates } from "../use-dates";

/** The alerts that are open now; nothing while there are none. */
export function OpenAlerts({ alerts }: { alerts: readonly LiveAlert[] }) {
  const t = useTranslations("dashboard.alerts");
  const { nameOf, says } = useAlertTexts();
  const { moment } = useDates();
  return (
    <div role="status">
      {alerts.length > 0 && (
        <ul aria-label={t("open")} className="mb-4 divide-y rounded-md border border-warning/40 bg-warning-soft px-4">
          {alerts.map((alert) => (
            <li key={`${alert.kind} ${alert.subject}`} className="flex items-start gap-2 py-2 text-sm">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
              <p className="min-w-0">
                <span className="font-medium">{nameOf(alert)}</span> {says(alert, alert.value)}{" "}
                <span className="text-muted-foreground text-xs">{t("since", { time: moment(alert.opened_at_s) })}</span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
