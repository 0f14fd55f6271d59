import type { Incident } from "@/lib/alerts/alerts";
import { momentText, waitsMs } from "./history/history-filters";

/** Where the turns that made the alert are listed; null: it is of no turns. */
export function turnsHref({
  kind,
  subject,
  threshold,
  window_s: windowS,
  opened_at_s: openedAtS,
}: Pick<Incident, "kind" | "subject" | "threshold" | "window_s" | "opened_at_s">): string | null {
  if (windowS === null) return null;
  const query = new URLSearchParams({ from: momentText(openedAtS - windowS) });
  if (kind === "error_rate" || subject === "errors") query.set("errors", "1");
  const above = kind === "p95" && subject === "first_audio" && waitsMs.findLast((each) => each <= (threshold ?? 0));
  if (above) query.set("above", String(above));
  return `/history?${query}`;
}
