import { and, eq, gte, lte, sql } from "drizzle-orm";
import { metricCounts } from "../../../drizzle/schema";
import type { TimeSteps } from "../../../lib/metrics/kept-numbers";
import { stepOf } from "../../../lib/metrics/steps";
import type { CountKind } from "../../../lib/metrics/turn-counts";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { CountLines } from "./count-lines";
import { hourS, minuteS } from "./kept-for";
import { type RawTurn, readRawTurns } from "./raw-turns";

/** Counts of turns by step; `ofTurn`: what a single turn counts as, null for nothing. */
export async function collectTurnCounts<Of extends string>(
  ctx: RecordsContext,
  steps: TimeSteps,
  { kind, ofTurn }: { kind: CountKind; ofTurn: (turn: RawTurn) => Of | null },
): Promise<CountLines<Of>> {
  if (steps.step_s >= hourS) return ctx.db.read((tx) => readCounts(tx, steps, kind));
  const lines = new CountLines<Of>();
  for await (const turns of readRawTurns(ctx, steps.from_s)) {
    for (const turn of turns) {
      const of = ofTurn(turn);
      if (of !== null) lines.add(of, stepOf(turn.at, steps), 1);
    }
  }
  return lines;
}

/** Counts as they are kept, by step; only errors that were told are kept by minute. */
export function readCounts<Of extends string>(tx: Transaction, steps: TimeSteps, kind: CountKind): CountLines<Of> {
  const { at, of, count, stepS } = metricCounts;
  const kept = steps.step_s < hourS ? minuteS : hourS;
  const step = sql<number>`${at} / ${steps.step_s} * ${steps.step_s}`;
  const rows = tx
    .select({ of, from_s: step, count: sql<number>`sum(${count})` })
    .from(metricCounts)
    .where(and(eq(stepS, kept), eq(metricCounts.kind, kind), gte(at, steps.from_s), lte(at, steps.to_s)))
    .groupBy(of, step)
    .all();
  const lines = new CountLines<Of>();
  for (const row of rows) lines.add(row.of as Of, row.from_s, row.count);
  return lines;
}
