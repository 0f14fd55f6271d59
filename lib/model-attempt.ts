import type { ModelState } from "./models";

/** The fields of a status that tell how far an attempt to bring a model up has come. */
interface Standing {
  state: ModelState;
  /** 0–1; null when unknown. */
  progress: number | null;
}

/** Within one attempt a model goes up in this order and never back. A model that was stopped begins no further attempt. */
const orderOf: Readonly<Record<ModelState, number>> = {
  waiting: 0,
  downloading: 1,
  loading: 2,
  ready: 3,
  failed: 4,
  stopped: 5,
};

/** A status together with the attempt that it belongs to, which is told apart by its own object `id`. */
export interface ModelAttempt<Status extends Standing> {
  readonly id: object;
  readonly status: Status;
}

/** An attempt begins with this status; whatever the one before it still reports is ignored from here on. */
export function newAttempt<Status extends Standing>(
  before: ModelAttempt<Status> | null,
  status: Status,
): ModelAttempt<Status> {
  return before?.status.state === "stopped" ? before : { id: {}, status };
}

/**
 * What the attempt `id` reports. Answers the same object when the report changes nothing: it says nothing new, it is of an
 * earlier attempt, or it comes after a later state of its own.
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

/** Whether nobody need be told of the later one. */
export function saysTheSame<Status extends Standing>(before: Status, after: Status): boolean {
  return (Object.keys(after) as (keyof Status)[]).every((key) => before[key] === after[key]);
}

/** Progress within one state of one attempt never goes back; unknown (null) is no progress. */
export function furthestProgress(before: number | null, after: number | null): number | null {
  if (before === null || after === null) return before ?? after;
  return Math.max(before, after);
}
