import { and, eq, gte, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { metricCounts, metricSketches } from "../../../drizzle/schema";
import type { KeptStage, PeriodReport } from "../../../lib/metrics/kept-numbers";
import { serviceLevels } from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { hourS } from "./kept-for";
import { Sketch } from "./sketch";
import { stepInSql } from "./step-in-sql";

const dayS = 24 * hourS;

/** Unix seconds; whole hours count that begin in it. */
export const readPeriodSchema = z
  .object({ from_s: z.number().int().nonnegative(), to_s: z.number().int().positive() })
  .refine(({ from_s, to_s }) => from_s < to_s && to_s - from_s <= 366 * dayS);

/** How a period of the last year stood to the service levels. */
export async function readPeriod(ctx: RecordsContext, input: z.input<typeof readPeriodSchema>): Promise<PeriodReport> {
  authorise(ctx.actor, "metrics:read");
  const { from_s, to_s } = parseInput(readPeriodSchema, input);
  const { at, kind, of, count, stepS } = metricCounts;
  const isInside = and(eq(stepS, hourS), gte(at, from_s), lt(at, to_s));
  const total = sql<number>`sum(${count})`;
  const { counts, days } = await ctx.db.read((tx) => {
    const day = stepInSql(at, dayS, from_s);
    const isTurn = eq(kind, "turn");
    return {
      counts: tx.select({ kind, of, count: total }).from(metricCounts).where(isInside).groupBy(kind, of).all(),
      days: tx
        .select({ from_s: day, count: total })
        .from(metricCounts)
        .where(and(isInside, isTurn))
        .groupBy(day)
        .orderBy(day)
        .all(),
    };
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
    ...{ from_s, to_s, levels, days },
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
