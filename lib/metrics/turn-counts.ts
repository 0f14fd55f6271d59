import { type KeptStage, type LevelTargetsMs, type ServiceLevel, serviceLevels } from "../service-levels";
import { chargesOf } from "./charges";
import { hasFailed } from "./ended-turn";
import type { TurnSample } from "./turn-sample";

/**
 * What is counted. Of turns: `turn` by outcome, `failed_turn` by error code; for the budgets, `measured` and `missed` by
 * level, and `charged` by level and stage: ms over the target, or failed turns. `told`: errors, by code.
 */
export const countKinds = ["turn", "failed_turn", "measured", "missed", "charged", "told"] as const;
export type CountKind = (typeof countKinds)[number];

/** The levels that turns spend. */
export const budgetLevels = [...serviceLevels, "error_rate"] as const;
export type BudgetLevel = (typeof budgetLevels)[number];

export interface TurnCount {
  kind: CountKind;
  of: string;
  count: number;
}

/** How a stage that spent a level's budget is written as one word. */
export const chargeName = (level: BudgetLevel, stage: KeptStage) => `${level}/${stage}`;

/** What one turn adds to the counts, by the targets that hold. */
export function countsOf(sample: TurnSample, targetsMs: LevelTargetsMs): TurnCount[] {
  const { outcome, errorCode, stages, failedStage } = sample;
  const one = (kind: CountKind, of: string): TurnCount => ({ kind, of, count: 1 });
  const isMeasured = (level: ServiceLevel) => stages[level] !== undefined;
  const isMissed = (level: ServiceLevel) => (stages[level] ?? 0) > targetsMs[level];
  return [
    one("turn", outcome),
    one("measured", "error_rate"),
    ...(hasFailed(outcome) ? [one("failed_turn", errorCode ?? "unknown"), one("missed", "error_rate")] : []),
    ...(failedStage ? [one("charged", chargeName("error_rate", failedStage))] : []),
    ...serviceLevels.filter(isMeasured).map((level) => one("measured", level)),
    ...serviceLevels.filter(isMissed).map((level) => one("missed", level)),
    ...chargesOf(sample, stages, targetsMs).map(
      ({ level, stage, ms }): TurnCount => ({ kind: "charged", of: chargeName(level, stage), count: Math.ceil(ms) }),
    ),
  ];
}
