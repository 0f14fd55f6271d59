import { and, eq, gte, sql } from "drizzle-orm";
import { metricCounts } from "../../../drizzle/schema";
import { budgetDays, recentDays, type Spending } from "../../../lib/metrics/error-budget";
import { type BudgetLevel, budgetLevels, type CountKind, chargeName } from "../../../lib/metrics/turn-counts";
import { keptStages } from "../../../lib/service-levels";
import type { Transaction } from "../../platform/db/database";
import { hourS } from "./kept-for";

/** What turns spent of each budget in its 30 days, by whole hours. */
export function spendingOf(tx: Transaction, nowS: number): Record<BudgetLevel, Spending> {
  const since = (days: number) => nowS - days * 24 * hourS;
  const { kind, of, at, count, stepS } = metricCounts;
  const rows = tx
    .select({
      kind,
      of,
      whole: sql<number>`sum(${count})`,
      recent: sql<number>`sum(iif(${at} >= ${since(recentDays)}, ${count}, 0))`,
    })
    .from(metricCounts)
    .where(and(eq(stepS, hourS), sql`${kind} in ('measured', 'missed', 'charged')`, gte(at, since(budgetDays))))
    .groupBy(kind, of)
    .all();
  const found = (ofKind: CountKind, name: string) =>
    rows.find((row) => row.kind === ofKind && row.of === name) ?? { whole: 0, recent: 0 };
  const spending = budgetLevels.map((level): [BudgetLevel, Spending] => {
    const [measured, missed] = [found("measured", level), found("missed", level)];
    const charged = keptStages.map((stage) => [stage, found("charged", chargeName(level, stage)).whole] as const);
    return [
      level,
      {
        whole: { measured: measured.whole, spent: missed.whole },
        recent: { measured: measured.recent, spent: missed.recent },
        charged: Object.fromEntries(charged),
      },
    ];
  });
  return Object.fromEntries(spending) as Record<BudgetLevel, Spending>;
}
