import { and, asc, gt, gte, sql } from "drizzle-orm";
import { metricTurns } from "../../../drizzle/schema";
import type { RecentTurn } from "../../../lib/alerts/traffic";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

/** Some milliseconds of reading at a time. */
const turnsPerRead = 200;

/**
 * The next turns after one of the kept numbers that ended since a time, those that are in no history too; fewer than
 * 200: there are no more.
 */
export async function readTurnSamples(
  ctx: RecordsContext,
  { afterId, sinceS }: { afterId: number; sinceS: number },
): Promise<{ samples: RecentTurn[]; lastId: number; isAll: boolean }> {
  authorise(ctx.actor, "alert:watch");
  const rows = await ctx.db.read((tx) => {
    // Read from the index of times alone.
    const oldest = sql<number | null>`min(+${metricTurns.id})`;
    const first = tx.select({ oldest }).from(metricTurns).where(gte(metricTurns.at, sinceS)).get()?.oldest;
    if (first === null || first === undefined) return [];
    // Turns that were counted late have higher numbers than newer ones.
    const isMeant = and(gt(metricTurns.id, Math.max(afterId, first - 1)), gte(sql`+${metricTurns.at}`, sinceS));
    return tx
      .select({ id: metricTurns.id, atS: metricTurns.at, outcome: metricTurns.outcome, stages: metricTurns.stages })
      .from(metricTurns)
      .where(isMeant)
      .orderBy(asc(metricTurns.id))
      .limit(turnsPerRead)
      .all();
  });
  const samples = rows.map(({ id, ...turn }) => turn);
  return { samples, lastId: rows.at(-1)?.id ?? afterId, isAll: rows.length < turnsPerRead };
}
