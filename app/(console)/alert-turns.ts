import type { Incident } from "@/lib/alerts/alerts";
import { type HistoryFilters, turnsBetween } from "./history/history-filters";

type Opened = Pick<Incident, "kind" | "subject" | "threshold" | "window_s" | "opened_at_s">;

/** Where the turns that made the alert are listed, up to now; null: it is of no turns. */
export function turnsHref(alert: Opened): string | null {
  return alert.window_s === null ? null : turnsBetween(alert.opened_at_s - alert.window_s, null, filtersOf(alert));
}

/** Where the turns of the time in which it was open are listed, and before them those that opened it. */
export function incidentHref(incident: Opened & Pick<Incident, "closed_at_s">): string {
  return turnsBetween(incident.opened_at_s - (incident.window_s ?? 0), incident.closed_at_s, filtersOf(incident));
}

/** Which of its time's turns an alert is of. */
function filtersOf({ kind, subject, threshold }: Opened): HistoryFilters {
  if (kind === "error_rate" || subject === "errors") return { errors: "1" };
  if (kind === "p95") return { stage: subject, ...(threshold !== null && { above: String(threshold) }) };
  return kind === "burn_rate" ? { stage: subject } : {};
}
