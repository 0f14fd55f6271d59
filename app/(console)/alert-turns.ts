import type { Incident } from "@/lib/alerts/alerts";
import { type HistoryFilters, turnsBetween } from "./history/history-filters";

type Opened = Pick<Incident, "kind" | "subject" | "threshold" | "window_s" | "opened_at_s">;

/** The targets that hold now, ms, by service level. */
type TargetsMs = Readonly<Record<string, number>>;

/** Where the turns that made the alert are listed, up to now; null: it is of no turns. */
export function turnsHref(alert: Opened, targetsMs: TargetsMs): string | null {
  if (alert.window_s === null) return null;
  return turnsBetween(alert.opened_at_s - alert.window_s, null, filtersOf(alert, targetsMs));
}

/** Where the turns of the time in which it was open are listed, and before them those that opened it. */
export function incidentHref(incident: Opened & Pick<Incident, "closed_at_s">, targetsMs: TargetsMs): string {
  const fromS = incident.opened_at_s - (incident.window_s ?? 0);
  return turnsBetween(fromS, incident.closed_at_s, filtersOf(incident, targetsMs));
}

/** Which of its time's turns an alert is of: those that failed, or took longer than the target. */
function filtersOf({ kind, subject, threshold }: Opened, targetsMs: TargetsMs): HistoryFilters {
  if (kind === "error_rate" || subject === "errors") return { errors: "1" };
  if (kind !== "p95" && kind !== "burn_rate") return {};
  // The threshold of a budget is how fast it is spent.
  const above = kind === "p95" ? threshold : targetsMs[subject];
  return { stage: subject, ...(typeof above === "number" && { above: String(above) }) };
}
