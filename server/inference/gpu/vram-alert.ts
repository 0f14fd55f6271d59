/** One card's alert as a value; `nextAlert` gives the one after a look. */
export interface AlertState {
  raised: boolean;
  /** Looks in a row, up to now, in which the card was calm while the alert was raised. */
  calmLooks: number;
}

export const noAlert: AlertState = { raised: false, calmLooks: 0 };

/** The alert goes only when use has stayed so far below its line for so many looks: one on the line would flap. */
export const clearing = { fractionBelow: 0.03, looks: 3 } as const;

/** Raised at once at or above `line`, cleared as said above; a look that saw nothing (null) changes nothing. */
export function nextAlert(before: AlertState, usedFraction: number | null, line: number): AlertState {
  if (usedFraction === null) return before;
  if (!before.raised) return usedFraction >= line ? { raised: true, calmLooks: 0 } : noAlert;
  const calmLooks = usedFraction <= line - clearing.fractionBelow ? before.calmLooks + 1 : 0;
  return calmLooks >= clearing.looks ? noAlert : { raised: true, calmLooks };
}
