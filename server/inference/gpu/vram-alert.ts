/** One card's alert as a value; `nextAlert` gives the one after a poll. */
export interface AlertState {
  raised: boolean;
  /** Polls in a row, up to now, in which the card was calm while the alert was raised. */
  calmPolls: number;
}

export const noAlert: AlertState = { raised: false, calmPolls: 0 };

/** Usage must stay this far below the line for this many polls before the alert is cleared; otherwise it would flap. */
export const clearing = { fractionBelow: 0.03, polls: 3 } as const;

/** Raised at once at or above `line`, cleared as said above; a poll that saw nothing (null) changes nothing. */
export function nextAlert(before: AlertState, usedFraction: number | null, line: number): AlertState {
  if (usedFraction === null) return before;
  if (!before.raised) return usedFraction >= line ? { raised: true, calmPolls: 0 } : noAlert;
  const calmPolls = usedFraction <= line - clearing.fractionBelow ? before.calmPolls + 1 : 0;
  return calmPolls >= clearing.polls ? noAlert : { raised: true, calmPolls };
}
