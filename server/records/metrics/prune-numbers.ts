import { setTimeout as sleep } from "node:timers/promises";
import { lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { metricCounts, metricGauges, metricSketches, metricTurns } from "../../../drizzle/schema";
import { metricSplits } from "../../../lib/metrics/kept-numbers";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { keptForS, type MostRows, minuteS, mostRows, splitsKeptForS } from "./kept-for";

/** Rows of one transaction, and the rest after it. */
const atOnce = 500;
const restMs = 20;

/**
 * Removes numbers that are older than they are kept for, and the oldest of a table that has too many rows. Returns how
 * many rows it removed.
 */
export async function pruneNumbers(
  ctx: RecordsContext,
  signal?: AbortSignal,
  most: MostRows = mostRows,
): Promise<number> {
  authorise(ctx.actor, "job:run");
  const before = (keptS: number) => ctx.nowS() - keptS;
  const isOldStep = ({ stepS, at }: typeof metricCounts | typeof metricGauges) =>
    sql`${at} < ${before(keptForS.hours)} or (${stepS} = ${minuteS} and ${at} < ${before(keptForS.raw)})`;
  const isOldSketch = metricSplits.map(
    (split) => sql`(${metricSketches.split} = ${split} and ${metricSketches.hour} < ${before(splitsKeptForS[split])})`,
  );
  const tables: Pruned[] = [
    { table: metricTurns, time: metricTurns.at, isOld: lt(metricTurns.at, before(keptForS.raw)), most: most.turns },
    { table: metricSketches, time: metricSketches.hour, isOld: sql.join(isOldSketch, sql` or `), most: most.sketches },
    { table: metricCounts, time: metricCounts.at, isOld: isOldStep(metricCounts), most: most.counts },
    { table: metricGauges, time: metricGauges.at, isOld: isOldStep(metricGauges), most: most.gauges },
  ];
  let removed = 0;
  for (const pruned of tables) {
    removed += await removeRows(ctx, pruned.table, pruned.isOld, signal);
    const kept = await ctx.db.read((tx) => timeToKeep(tx, pruned));
    if (kept !== null) removed += await removeRows(ctx, pruned.table, sql`${pruned.time} < ${kept}`, signal);
  }
  return removed;
}

interface Pruned {
  table: SQLiteTable;
  time: SQLiteColumn;
  isOld: SQL;
  most: number;
}

async function removeRows(ctx: RecordsContext, table: SQLiteTable, isMeant: SQL, signal?: AbortSignal) {
  const meant = sql`select rowid from ${table} where ${isMeant} limit ${atOnce}`;
  let removed = 0;
  while (!signal?.aborted) {
    const { changes } = await ctx.db.write((tx) => tx.run(sql`delete from ${table} where rowid in (${meant})`));
    removed += changes;
    if (changes < atOnce) break;
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
  return removed;
}

/** The time before which rows have to go so that not more are left than may; null where there are not too many. */
function timeToKeep(tx: Transaction, { table, time, most }: Pruned): number | null {
  const rows = tx.get<{ count: number }>(sql`select count(*) as "count" from ${table}`).count;
  if (rows <= most) return null;
  const first = sql`select ${time} as "at" from ${table} order by ${time} limit 1 offset ${rows - most}`;
  return tx.get<{ at: number }>(first).at;
}
