"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { cn } from "@/components/ui/cn";
import { type AlertName, alertKey } from "@/lib/alerts/alerts";
import type { LiveAlert } from "@/lib/alerts/alerts-now";
import { targetsOf } from "@/lib/dashboard/tile-state";
import type { LevelTile } from "@/lib/metrics/kept-numbers";
import { AlertRow } from "../alert-row";
import { turnsHref } from "../alert-turns";
import { SilenceDialog } from "../settings/alerts/silence-dialog";
import { useDates } from "../use-dates";

interface OpenAlertsProps {
  alerts: readonly LiveAlert[];
  /** Their targets are what alerts are measured by. */
  tiles: readonly LevelTile[];
}

/** The alerts that are open now; nothing while there are none. */
export function OpenAlerts({ alerts, tiles }: OpenAlertsProps) {
  const t = useTranslations("dashboard.alerts");
  const texts = useTranslations("alerts");
  const { nameOf, says, saysBack } = useAlertTexts();
  const { moment } = useDates();
  const [silencing, setSilencing] = useState<AlertName | null>(null);
  const isCalling = alerts.some(({ silence, is_back: isBack }) => !silence && !isBack);
  const names = alerts.map(nameOf).join(t("separator"));
  return (
    <>
      {/* Only what opens and closes is announced, not each new figure. */}
      <p role="status" className="sr-only">
        {alerts.length > 0 && t("openNow", { names })}
      </p>
      {alerts.length > 0 && (
        <ul
          aria-label={t("open")}
          className={cn(
            "mb-4 divide-y rounded-md border px-4",
            isCalling ? "border-danger/40 bg-danger-soft" : "bg-card",
          )}
        >
          {alerts.map((alert) => (
            <AlertRow
              key={alertKey(alert)}
              alert={alert}
              text={alert.is_back ? saysBack(alert) : says(alert, alert.value ?? alert.worst)}
              since={texts("open.since", { at: moment(alert.opened_at_s) })}
              isWatched={alert.is_back}
              turnsHref={turnsHref(alert, targetsOf(tiles))}
              silence={setSilencing}
            />
          ))}
        </ul>
      )}
      {silencing && <SilenceDialog alert={silencing} close={() => setSilencing(null)} />}
    </>
  );
}
