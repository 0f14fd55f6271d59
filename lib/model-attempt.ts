import type { ModelState } from "./models";

/** The fields of a status that say how far an attempt to start a model has come. */
interface Standing {
  state: ModelState;
  /** 0–1; null when unknown. */
  progress: number | null;
}

/** Within one attempt a model's state only moves on in this order. A stopped model begins no further attempt. */
const orderOf: Readonly<Record<ModelState, number>> = {
  waiting: 0,
  downloading: 1,
  loading: 2,
  ready: 3,
  failed: 4,
  stopped: 5,
};

/** A status together with the attempt that it belongs to; the object `id` identifies the attempt. */
export interface ModelAttempt<Status extends Standing> {
  readonly id: object;
  readonly status: Status;
}

/** Begins an attempt with this status; later reports of the attempt before it are ignored. */
export function newAttempt<Status extends Standing>(
  before: ModelAttempt<Status> | null,
  status: Status,
): ModelAttempt<Status> {
  return before?.status.state === "stopped" ? before : { id: {}, status };
}

/**
 * Applies a report of the attempt `id`. Returns the same object when the report changes nothing: it repeats what is
 * known, belongs to an earlier attempt, or comes after a later state of its own attempt.
 */
export function advanceAttempt<Status extends Standing>(
  current: ModelAttempt<Status>,
  id: object,
  report: Partial<Status>,
): ModelAttempt<Status> {
  const before = current.status;
  const after = { ...before, ...report };
  if (id !== current.id || orderOf[after.state] < orderOf[before.state]) return current;
  if (after.state === before.state) after.progress = furthestProgress(before.progress, after.progress);
  return saysTheSame(before, after) ? current : { id, status: after };
}

/** True when the two statuses have the same content, so that no notification is needed. */
export function saysTheSame<Status extends Standing>(before: Status, after: Status): boolean {
  return (Object.keys(after) as (keyof Status)[]).every((key) => before[key] === after[key]);
}

/** Progress within one state of one attempt never goes back; unknown (null) is no progress. */
export function furthestProgress(before: number | null, after: number | null): number | null {
  if (before === null || after === null) return before ?? after;
  return Math.max(before, after);
}
