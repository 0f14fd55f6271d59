import { budgetDays, recentDays, type Spending } from "../../../lib/metrics/error-budget";
import type { KeptStage } from "../../../lib/metrics/kept-numbers";
import type { TurnSample } from "../../../lib/metrics/turn-sample";
import { levelTargetsMs, serviceLevels } from "../../../lib/service-levels";

export const budgetLevels = [...serviceLevels, "error_rate"] as const;
export type BudgetLevel = (typeof budgetLevels)[number];

const dayS = 86_400;

/** What turns of the last 30 days spent of each budget. */
export class TurnTotals {
  readonly spending = Object.fromEntries(
    budgetLevels.map((level) => [
      level,
      { whole: { measured: 0, spent: 0 }, recent: { measured: 0, spent: 0 }, charged: {} },
    ]),
  ) as Record<BudgetLevel, Spending>;

  constructor(private readonly nowS: number) {}

  add(sample: TurnSample): void {
    const { atS, outcome, stages, charges, failedStage } = sample;
    const isFailed = outcome === "failed" || outcome === "lost";
    this.count("error_rate", atS, isFailed);
    if (failedStage) this.charge("error_rate", failedStage, 1);
    for (const level of serviceLevels) {
      const ms = stages[level];
      if (ms !== undefined) this.count(level, atS, ms > levelTargetsMs[level]);
    }
    for (const { level, stage, ms } of charges) this.charge(level, stage, ms);
  }

  private count(level: BudgetLevel, atS: number, isSpent: boolean): void {
    const ageS = this.nowS - atS;
    if (ageS > budgetDays * dayS) return;
    const { whole, recent } = this.spending[level];
    for (const counts of ageS > recentDays * dayS ? [whole] : [whole, recent]) {
      counts.measured += 1;
      if (isSpent) counts.spent += 1;
    }
  }

  private charge(level: BudgetLevel, stage: KeptStage, amount: number): void {
    const { charged } = this.spending[level];
    charged[stage] = (charged[stage] ?? 0) + amount;
  }
}
