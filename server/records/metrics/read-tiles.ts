import { setImmediate as nextTick } from "node:timers/promises";
import { z } from "zod";
import { hasFailed } from "../../../lib/metrics/ended-turn";
import { errorBudget } from "../../../lib/metrics/error-budget";
import { type GaugeSeries, type LevelTile, metricRangeSchema } from "../../../lib/metrics/kept-numbers";
import { allSteps, trendSteps } from "../../../lib/metrics/steps";
import {
  missShareTarget,
  serviceLevels,
  sessionsTarget,
  similarityTarget,
  vramTarget,
} from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { house } from "../settings/house";
import { readOutcomes } from "./count-source";
import { readGaugeSeries } from "./gauge-source";
import { similarityOf } from "./read-ratings";
import { spendingOf } from "./read-spending";
import { collectStages } from "./stage-source";

export const readTilesSchema = z.object({ range: metricRangeSchema });

type Numbers = Omit<LevelTile, "level" | "target" | "budget">;

/**
 * How the house stands to each service level over the range, and what is left of its budget of 30 days. The targets are
 * the house's where it decided on any.
 */
export async function readTiles(ctx: RecordsContext, input: z.input<typeof readTilesSchema>): Promise<LevelTile[]> {
  authorise(ctx.actor, "metrics:read");
  const { range } = parseInput(readTilesSchema, input);
  const nowS = ctx.nowS();
  const steps = trendSteps(range, nowS);
  const stages = (await collectStages(ctx, { steps, split: null, stages: serviceLevels })).series();
  const turns = await ctx.db.read((tx) => readOutcomes(tx, steps));
  const spending = await ctx.db.read((tx) => spendingOf(tx, nowS));
  const targets = await ctx.db.read((tx) => house.valueIn(tx, "alertTargets"));
  // Each of these is some milliseconds of work.
  await nextTick();
  const gauges = await ctx.db.read((tx) => readGaugeSeries(tx, steps));
  const similarity = await ctx.db.read((tx) => similarityOf(tx, steps));
  const trendOf = (found: ReadonlyMap<number, number>) => allSteps(steps).map((fromS) => found.get(fromS) ?? null);
  const gaugeTile = (peaks: ReadonlyMap<number, number>): Numbers => ({
    now: peaks.size === 0 ? null : Math.max(...peaks.values()),
    count: peaks.size,
    trend: trendOf(peaks),
  });

  const ofStages = serviceLevels.map((level): LevelTile => {
    const line = stages.find(({ stage }) => stage === level);
    const target = targets.p95Ms[level];
    const trend = trendOf(new Map(line?.points.map(({ from_s, p95_ms }) => [from_s, p95_ms ?? 0])));
    const budget = errorBudget(spending[level], missShareTarget);
    return { level, target, now: line?.whole.p95_ms ?? null, count: line?.whole.count ?? 0, trend, budget };
  });
  const ended = { all: new Map<number, number>(), failed: new Map<number, number>() };
  for (const { of, points } of turns.series()) {
    for (const { from_s, count } of points) {
      ended.all.set(from_s, (ended.all.get(from_s) ?? 0) + count);
      if (hasFailed(of)) ended.failed.set(from_s, (ended.failed.get(from_s) ?? 0) + count);
    }
  }
  const [all, failed] = [sumOf(ended.all), sumOf(ended.failed)];
  const rates = new Map([...ended.all].map(([fromS, count]) => [fromS, (ended.failed.get(fromS) ?? 0) / count]));
  return [
    ...ofStages,
    {
      ...{ level: "error_rate", target: targets.errorRate, now: all === 0 ? null : failed / all, count: all },
      ...{ trend: trendOf(rates), budget: errorBudget(spending.error_rate, targets.errorRate) },
    },
    { level: "vram", target: vramTarget, ...gaugeTile(vramShares(gauges)), budget: null },
    { level: "sessions", target: sessionsTarget, ...gaugeTile(peaksOf(gauges, "sessions_talking")), budget: null },
    {
      ...{ level: "similarity", target: similarityTarget, now: similarity.mean, count: similarity.count },
      ...{ trend: trendOf(new Map(similarity.points.map(({ from_s, mean }) => [from_s, mean]))), budget: null },
    },
  ];
}

const sumOf = (counts: ReadonlyMap<number, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** The highest reading of each step. */
function peaksOf(gauges: readonly GaugeSeries[], name: GaugeSeries["gauge"]): Map<number, number> {
  const points = gauges.filter(({ gauge }) => gauge === name).flatMap((series) => series.points);
  const peaks = new Map<number, number>();
  for (const { from_s, max } of points) peaks.set(from_s, Math.max(max, peaks.get(from_s) ?? 0));
  return peaks;
}

/** The highest share of its memory that any card used, by step. */
function vramShares(gauges: readonly GaugeSeries[]): Map<number, number> {
  const shares = new Map<number, number>();
  for (const total of gauges.filter(({ gauge }) => gauge === "vram_total_mib")) {
    const used = gauges.find(({ gauge, of }) => gauge === "vram_used_mib" && of === total.of);
    const totals = new Map(total.points.map(({ from_s, max }) => [from_s, max]));
    for (const { from_s, max } of used?.points ?? []) {
      const share = max / (totals.get(from_s) ?? Number.POSITIVE_INFINITY);
      shares.set(from_s, Math.max(share, shares.get(from_s) ?? 0));
    }
  }
  return shares;
}
