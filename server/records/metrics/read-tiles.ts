import { z } from "zod";
import { budgetDays, errorBudget } from "../../../lib/metrics/error-budget";
import { type LevelTile, metricRangeSchema, type TileLevel } from "../../../lib/metrics/kept-numbers";
import { allSteps, stepOf, trendSteps } from "../../../lib/metrics/steps";
import {
  errorRateTarget,
  levelPercentile,
  levelTargetsMs,
  serviceLevels,
  sessionsTarget,
  similarityTarget,
  vramTarget,
} from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { CountLines } from "./count-lines";
import { similarityOf } from "./read-ratings";
import { StageLines } from "./stage-lines";
import { readTurnSamples } from "./turn-rows";
import { TurnTotals } from "./turn-totals";

export const readTilesSchema = z.object({ range: metricRangeSchema });

/** How the house stands to each service level over the range, and what is left of its budget of 30 days. */
export async function readTiles(ctx: RecordsContext, input: z.input<typeof readTilesSchema>): Promise<LevelTile[]> {
  authorise(ctx.actor, "metrics:read");
  const { range } = parseInput(readTilesSchema, input);
  const nowS = ctx.nowS();
  const steps = trendSteps(range, nowS);
  const totals = new TurnTotals(nowS);
  const lines = new StageLines();
  const counts = new CountLines<"turns" | "failed">();
  for await (const samples of readTurnSamples(ctx, nowS - budgetDays * 86_400)) {
    for (const sample of samples) {
      totals.add(sample);
      const { atS, outcome, stages } = sample;
      if (atS < steps.from_s) continue;
      const step = stepOf(atS, steps);
      counts.add("turns", step, 1);
      if (outcome === "failed" || outcome === "lost") counts.add("failed", step, 1);
      for (const level of serviceLevels) {
        const ms = stages[level];
        if (ms !== undefined) lines.at(level, null, step).add(ms);
      }
    }
  }
  const similarity = await ctx.db.read((tx) => similarityOf(tx, steps));
  const trendOf = <P extends { from_s: number }>(points: readonly P[], value: (point: P) => number | null) => {
    const found = new Map(points.map((point) => [point.from_s, value(point)]));
    return allSteps(steps).map((from_s) => found.get(from_s) ?? null);
  };
  const nothing = (level: TileLevel, target: number): LevelTile => ({
    ...{ level, target, now: null, count: 0, trend: trendOf([], () => null), budget: null },
  });

  const series = lines.series();
  const levels = serviceLevels.map((level): LevelTile => {
    const line = series.find(({ stage }) => stage === level);
    return {
      level,
      target: levelTargetsMs[level],
      now: line?.whole.p95_ms ?? null,
      count: line?.whole.count ?? 0,
      trend: trendOf(line?.points ?? [], ({ p95_ms }) => p95_ms),
      budget: errorBudget(totals.spending[level], 1 - levelPercentile),
    };
  });
  const [turns, failed] = (["turns", "failed"] as const).map((of) => counts.series().find((line) => line.of === of));
  const failedAt = new Map(failed?.points.map(({ from_s, count }) => [from_s, count]));
  const errorRate: LevelTile = {
    level: "error_rate",
    target: errorRateTarget,
    now: turns ? (failed?.count ?? 0) / turns.count : null,
    count: turns?.count ?? 0,
    trend: trendOf(turns?.points ?? [], ({ from_s, count }) => (failedAt.get(from_s) ?? 0) / count),
    budget: errorBudget(totals.spending.error_rate, errorRateTarget),
  };
  return [
    ...levels,
    errorRate,
    nothing("vram", vramTarget),
    nothing("sessions", sessionsTarget),
    {
      level: "similarity",
      target: similarityTarget,
      now: similarity.mean,
      count: similarity.count,
      trend: trendOf(similarity.points, ({ mean }) => mean),
      budget: null,
    },
  ];
}
