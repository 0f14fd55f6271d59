import { and, between, eq, gte, isNotNull, lte, sql } from "drizzle-orm";
import { metricCounts, metricTurns } from "../../../drizzle/schema";
import type { TurnOutcomeName } from "../../../lib/metrics/ended-turn";
import type { ErrorReport, TimeSteps } from "../../../lib/metrics/kept-numbers";
import type { CountKind } from "../../../lib/metrics/turn-counts";
import type { Transaction } from "../../platform/db/database";
import { CountLines } from "./count-lines";
import { hourS, minuteS } from "./kept-for";
import { stepInSql } from "./step-in-sql";

type FailureCode = ErrorReport["failed_turns"][number]["of"];

/** Turns by how they ended: single ones where steps are short, else as they were counted by hour. */
export function readOutcomes(tx: Transaction, steps: TimeSteps): CountLines<TurnOutcomeName> {
  if (steps.step_s >= hourS) return readCounts(tx, steps, "turn");
  return countTurns(tx, steps, sql<string>`${metricTurns.outcome}`);
}

/** Failed turns by their error code, in the same way. */
export function readFailures(tx: Transaction, steps: TimeSteps): CountLines<FailureCode> {
  if (steps.step_s >= hourS) return readCounts(tx, steps, "failed_turn");
  const { outcome, errorCode } = metricTurns;
  return countTurns(tx, steps, sql`iif(${outcome} in ('failed', 'lost'), coalesce(${errorCode}, 'unknown'), null)`);
}

/** Counts as they are kept, by step; only errors that were told are kept by minute. */
export function readCounts<Of extends string>(tx: Transaction, steps: TimeSteps, kind: CountKind): CountLines<Of> {
  const { at, of, count, stepS } = metricCounts;
  const kept = steps.step_s < hourS ? minuteS : hourS;
  const step = stepInSql(at, steps.step_s);
  const rows = tx
    .select({ of, from_s: step, count: sql<number>`sum(${count})` })
    .from(metricCounts)
    .where(and(eq(stepS, kept), eq(metricCounts.kind, kind), gte(at, steps.from_s), lte(at, steps.to_s)))
    .groupBy(of, step)
    .all();
  return linesOf(rows);
}

/** `of`: what a turn is counted as; null for nothing. */
function countTurns<Of extends string>(
  tx: Transaction,
  { from_s, to_s, step_s }: TimeSteps,
  of: ReturnType<typeof sql>,
) {
  const step = stepInSql(metricTurns.at, step_s);
  const rows = tx
    .select({ of: sql<string>`${of}`, from_s: step, count: sql<number>`count(*)` })
    .from(metricTurns)
    .where(and(between(metricTurns.at, from_s, to_s), isNotNull(of)))
    .groupBy(sql`1`, step)
    .all();
  return linesOf<Of>(rows);
}

function linesOf<Of extends string>(rows: readonly { of: string; from_s: number; count: number }[]): CountLines<Of> {
  const lines = new CountLines<Of>();
  for (const { of, from_s, count } of rows) lines.add(of as Of, from_s, count);
  return lines;
}
