import { type KeptStage, keptStages, leastTurns } from "../service-levels";
import type { ErrorBudget } from "./kept-numbers";

/** Turns that a level is measured on, and those that missed it. */
export interface LevelCounts {
  measured: number;
  spent: number;
}

export interface Spending {
  /** Of the 30 days that the budget is for, and of the last days. */
  whole: LevelCounts;
  recent: LevelCounts;
  /** What each stage took of it, in any one unit. */
  charged: Partial<Record<KeptStage, number>>;
}

export const budgetDays = 30;
/** The days from which the rate of spending is taken. */
export const recentDays = 3;

/**
 * What is left of a budget, and for how long it lasts. The rate is a share of the turns, not a number of them: nothing
 * is said about days without turns. Null, and no rate, where there are fewer turns than say anything (`leastTurns`).
 */
export function errorBudget({ whole, recent, charged }: Spending, allowedShare: number): ErrorBudget | null {
  if (whole.measured < leastTurns) return null;
  const allowed = whole.measured * allowedShare;
  const leftShare = 1 - whole.spent / allowed;
  // 1: such days use up exactly the whole budget in its 30 days.
  const burnRate = recent.measured < leastTurns ? 0 : recent.spent / recent.measured / allowedShare;
  const taken = (stage: KeptStage) => charged[stage] ?? 0;
  const most = keptStages.reduce((a, b) => (taken(b) > taken(a) ? b : a));
  return {
    allowed,
    spent: whole.spent,
    left_share: leftShare,
    lasts_days: burnRate === 0 ? null : (Math.max(0, leftShare) * budgetDays) / burnRate,
    spent_by: whole.spent === 0 || taken(most) === 0 ? null : most,
  };
}
