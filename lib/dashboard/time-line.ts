import { type AlertName, alertKey, type Incident, type TimeLine } from "../alerts/alerts";
import type { ServiceLevel } from "../service-level";

/** A stretch of a time line. */
export interface Stretch {
  from_s: number;
  /** Null: it goes on. */
  to_s: number | null;
  /** What is shown of it: what lies in the time line's own span. */
  shown: Span;
}

export interface IncidentRow {
  name: AlertName;
  stretches: (Stretch & { incident: Incident })[];
}

export interface DegradationStretch extends Stretch {
  level: ServiceLevel["level"];
  reason: ServiceLevel["reason"];
}

interface Span {
  from_s: number;
  to_s: number;
}

/** What is shorter is as wide as this share of the span, so that it can be seen. */
const leastShare = 0.01;

function stretchOf(from_s: number, to_s: number | null, span: Span): Stretch {
  const begin = Math.max(from_s, span.from_s);
  const end = Math.min(to_s ?? span.to_s, span.to_s);
  const length = Math.max(leastShare * (span.to_s - span.from_s), end - begin);
  const shownFrom = Math.min(begin, span.to_s - length);
  return { from_s, to_s, shown: { from_s: shownFrom, to_s: shownFrom + length } };
}

/** Which stretches were at the step that begins then. */
export function stretchesAt<S extends Stretch>(stretches: readonly S[], at: number, step_s: number): S[] {
  return stretches.filter(({ from_s, to_s }) => from_s < at + step_s && (to_s === null || to_s >= at));
}

/** One row for each alert, in the order in which they first opened. */
export function incidentRows({ incidents }: TimeLine, span: Span): IncidentRow[] {
  const rows = new Map<string, IncidentRow>();
  for (const incident of incidents) {
    const key = alertKey(incident);
    const row = rows.get(key) ?? { name: { kind: incident.kind, subject: incident.subject }, stretches: [] };
    rows.set(key, row);
    row.stretches.push({ ...stretchOf(incident.opened_at_s, incident.closed_at_s, span), incident });
  }
  return [...rows.values()];
}

/** When the voice was degraded; each step lasts until the next one. */
export function degradationStretches({ degradations }: TimeLine, span: Span): DegradationStretch[] {
  return degradations.flatMap(({ at_s, level, reason }, index) => {
    const end = degradations[index + 1]?.at_s ?? null;
    if (level === "full" || (end !== null && end <= span.from_s)) return [];
    return [{ ...stretchOf(at_s, end, span), level, reason }];
  });
}
