import type { PeriodReport } from "../metrics/kept-numbers";
import { leastFailed, leastTurns, missShareTarget, type ServiceLevel } from "../service-levels";
import type { AlertTargets } from "./targets";

/** Targets with the moment from which they held, Unix seconds. */
export interface HeldTargets {
  from_s: number;
  targets: AlertTargets;
}

/** How a month stood to one level. Units: ms for times, 0 to 1 for the error rate. */
export interface MonthLevel {
  level: ServiceLevel | "error_rate";
  /** Those that held in the month, oldest first; more than one where it was changed. */
  targets: { from_s: number; target: number }[];
  measured: number | null;
  /** Turns that it is measured on, and those that were over the target that held when they ended. */
  count: number;
  over: number;
  state: "met" | "missed" | "few" | "none";
}

/** For numbers that binary fractions can't hold. */
const rounding = 1e-9;

/**
 * Each level of a month, judged by the turns that missed the target of their own time: a P95 is within its target
 * exactly where no more than 5 % of the turns are over it. `held` is of the same parts as `period.parts`.
 */
export function monthLevels(period: PeriodReport, held: readonly HeldTargets[]): MonthLevel[] {
  const failed = period.failed_turns.reduce((sum, { count }) => sum + count, 0);
  const mayFail = period.parts.reduce(
    (sum, { count }, index) => sum + count * (held[index]?.targets.errorRate ?? 0),
    0,
  );
  const isEnough = period.turns >= leastTurns || failed >= leastFailed;
  return [
    ...period.levels.map(({ level, count, p95_ms, missed }): MonthLevel => {
      const isMet = missed <= count * missShareTarget + rounding;
      const targets = changesOf(held, ({ p95Ms }) => p95Ms[level]);
      const state = stateOf(count, count >= leastTurns, isMet);
      return { level, targets, measured: p95_ms, count, over: missed, state };
    }),
    {
      ...{ level: "error_rate", targets: changesOf(held, ({ errorRate }) => errorRate) },
      ...{ measured: period.turns === 0 ? null : failed / period.turns, count: period.turns, over: failed },
      state: stateOf(period.turns, isEnough, failed < mayFail - rounding),
    },
  ];
}

function stateOf(count: number, isEnough: boolean, isMet: boolean): MonthLevel["state"] {
  if (count === 0) return "none";
  return isEnough ? (isMet ? "met" : "missed") : "few";
}

/** One target over time, without the changes that were of another one. */
function changesOf(held: readonly HeldTargets[], targetOf: (targets: AlertTargets) => number): MonthLevel["targets"] {
  return held
    .map(({ from_s, targets }) => ({ from_s, target: targetOf(targets) }))
    .filter(({ target }, index, all) => target !== all[index - 1]?.target);
}
