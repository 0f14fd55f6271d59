import { and, eq, gte, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { metricCounts, metricSketches } from "../../../drizzle/schema";
import type { PeriodReport } from "../../../lib/metrics/kept-numbers";
import { type KeptStage, serviceLevels } from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { hourS } from "./kept-for";
import { Sketch } from "./sketch";

const dayS = 24 * hourS;

const timeSchema = z.number().int().nonnegative();

/** Unix seconds; `days_s`, `parts_s`: when each of them begins, in order. Hours count for what they begin in. */
const readPeriodSchema = z
  .object({
    from_s: timeSchema,
    to_s: timeSchema,
    days_s: z.array(timeSchema).max(366),
    parts_s: z.array(timeSchema).default([]),
  })
  .refine(({ from_s, to_s }) => from_s < to_s && to_s - from_s <= 366 * dayS);

/** How a period of the last year stood to the service levels. */
export async function readPeriod(ctx: RecordsContext, input: z.input<typeof readPeriodSchema>): Promise<PeriodReport> {
  authorise(ctx.actor, "metrics:read");
  const { from_s, to_s, days_s, parts_s } = parseInput(readPeriodSchema, input);
  const { at, kind, of, count, stepS } = metricCounts;
  const isInside = and(eq(stepS, hourS), gte(at, from_s), lt(at, to_s));
  const total = sql<number>`sum(${count})`;
  const isTurn = eq(kind, "turn");
  const { counts, hours } = await ctx.db.read((tx) => ({
    counts: tx.select({ kind, of, count: total }).from(metricCounts).where(isInside).groupBy(kind, of).all(),
    hours: tx.select({ at, count: total }).from(metricCounts).where(and(isInside, isTurn)).groupBy(at).all(),
  }));
  const turnsBetween = (beginnings: readonly number[]) =>
    beginnings.map((beginS, index) => {
      const inside = hours.filter((hour) => hour.at >= beginS && hour.at < (beginnings[index + 1] ?? to_s));
      return { from_s: beginS, count: inside.reduce((sum, { count: turns }) => sum + turns, 0) };
    });
  const countsOf = (wanted: (typeof counts)[number]["kind"]) =>
    counts.filter((row) => row.kind === wanted).map(({ of, count }) => ({ of, count }));
  const sumOf = (wanted: (typeof counts)[number]["kind"], name?: string) =>
    countsOf(wanted).reduce((sum, each) => sum + (name === undefined || each.of === name ? each.count : 0), 0);
  const levels: PeriodReport["levels"] = [];
  for (const level of serviceLevels) {
    const sketch = await sketchOf(ctx, level, { from_s, to_s });
    levels.push({ level, missed: sumOf("missed", level), ...sketch.percentiles() });
  }
  return {
    ...{ from_s, to_s, levels, days: turnsBetween(days_s), parts: turnsBetween(parts_s) },
    turns: sumOf("turn"),
    failed_turns: countsOf("failed_turn").sort((a, b) => b.count - a.count) as PeriodReport["failed_turns"],
  };
}

async function sketchOf(ctx: RecordsContext, stage: KeptStage, { from_s, to_s }: { from_s: number; to_s: number }) {
  const { split, stage: ofStage, hour, sketch: bytes } = metricSketches;
  const isMeant = and(eq(split, "mode"), eq(ofStage, stage), gte(hour, from_s), lt(hour, to_s));
  const rows = await ctx.db.read((tx) => tx.select({ bytes }).from(metricSketches).where(isMeant).all());
  const sketch = new Sketch();
  for (const row of rows) sketch.addEncoded(row.bytes);
  return sketch;
}
