import type { TimeLine } from "@/lib/alerts/alerts";
import { monthDays, monthRange } from "@/lib/alerts/month";
import type { PeriodReport } from "@/lib/metrics/kept-numbers";
import { type PastTargets, readPastTargets } from "@/server/records/alerts/past-targets";
import { listTimeLine } from "@/server/records/alerts/time-line";
import type { RecordsContext } from "@/server/records/context";
import { readPeriod } from "@/server/records/metrics/read-period";

export interface MonthFacts {
  month: string;
  /** Where it has come to, Unix seconds: its end, or now. */
  until_s: number;
  period: PeriodReport;
  timeLine: TimeLine;
  /** Those that held in it. */
  targets: PastTargets;
}

/** What is printed of a month; a month that is not over is told up to now. */
export async function readMonth(ctx: RecordsContext, month: string): Promise<MonthFacts> {
  const range = monthRange(month);
  const days = { days_s: monthDays(month) };
  const targets = await readPastTargets(ctx, range);
  const parts = { parts_s: targets.held.map(({ from_s }) => from_s) };
  const [period, timeLine] = await Promise.all([
    readPeriod(ctx, { ...range, ...days, ...parts }),
    listTimeLine(ctx, range),
  ]);
  return { month, until_s: Math.max(range.from_s, Math.min(range.to_s, ctx.nowS())), period, timeLine, targets };
}
