/**
 * What a reading says: `bad` is beyond the threshold, `good` clearly within it, `near` between the two; `neither` will
 * become one of them, and interrupts nothing until then; null: nothing could be read.
 */
export type Verdict = "bad" | "near" | "good" | "neither" | null;

/** Whether the verdict says how bad it is. */
export const isRead = (verdict: Verdict) => verdict !== null && verdict !== "neither";

/** How long it must stay bad until the alert opens, and good until it closes, seconds. */
export interface Patience {
  openAfterS: number;
  closeAfterS: number;
}

/** One alert as a value; `nextAlert` gives the one after a reading. Times are of a clock that is never set, seconds. */
export interface AlertState {
  isOpen: boolean;
  /** Since when the readings speak for the other state, without one that doesn't; null: the last one didn't. */
  turnedS: number | null;
  /** When the last reading said anything. */
  readS: number;
}

/** An open alert that nothing is read of for so long is closed: its card, model or traffic is gone. */
export const unreadForS = 3_600;

export function calmAlert(nowS: number): AlertState {
  return { isOpen: false, turnedS: null, readS: nowS };
}

/** An alert that was open when the last server ended. */
export function openAlert(nowS: number): AlertState {
  return { isOpen: true, turnedS: null, readS: nowS };
}

/**
 * Opened and closed only by readings that stay so. One that could not be read leaves an open alert as it is for an hour;
 * nothing opens by readings of which the ones between could not be read.
 */
export function nextAlert(before: AlertState, verdict: Verdict, patience: Patience, nowS: number): AlertState {
  if (!isRead(verdict)) {
    if (before.isOpen) return nowS - before.readS >= unreadForS ? calmAlert(nowS) : before;
    return verdict === null ? { ...before, turnedS: null } : before;
  }
  const speaksForOther = before.isOpen ? verdict === "good" : verdict === "bad";
  if (!speaksForOther) return { isOpen: before.isOpen, turnedS: null, readS: nowS };
  const turnedS = before.turnedS ?? nowS;
  const isOver = nowS - turnedS >= (before.isOpen ? patience.closeAfterS : patience.openAfterS);
  return isOver ? { isOpen: !before.isOpen, turnedS: null, readS: nowS } : { ...before, turnedS, readS: nowS };
}
