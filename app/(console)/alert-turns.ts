import type { Incident } from "@/lib/alerts/alerts";
import { defaultAlertTargets } from "@/lib/alerts/targets";
import { momentText, waitsMs } from "./history/history-filters";

/** Turns of so long before the alert opened it. */
const windowS = {
  p95: defaultAlertTargets.windowMinutes * 60,
  error_rate: defaultAlertTargets.windowMinutes * 60,
  burn_rate: 3_600,
} as const;

/** Where the turns that made the alert are listed; null: it is of no turns. */
export function turnsHref({
  kind,
  subject,
  threshold,
  opened_at_s: openedAtS,
}: Pick<Incident, "kind" | "subject" | "threshold" | "opened_at_s">): string | null {
  if (kind !== "p95" && kind !== "error_rate" && kind !== "burn_rate") return null;
  const query = new URLSearchParams({ from: momentText(openedAtS - windowS[kind]) });
  if (kind === "error_rate" || subject === "errors") query.set("errors", "1");
  const above = kind === "p95" && subject === "first_audio" && waitsMs.findLast((each) => each <= (threshold ?? 0));
  if (above) query.set("above", String(above));
  return `/history?${query}`;
}
