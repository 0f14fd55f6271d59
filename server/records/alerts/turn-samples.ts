import { and, asc, eq, gt, gte, sql } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { TurnSample } from "../../../lib/alerts/traffic";
import { speechModeSchema } from "../../../lib/languages";
import { levelsOf } from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

/** Some milliseconds of reading at a time. */
const turnsPerRead = 200;

/** The next turns after one, stored since a time, with what alerts count of them; fewer than 200: there are no more. */
export async function readTurnSamples(
  ctx: RecordsContext,
  { afterId, sinceS }: { afterId: number; sinceS: number },
): Promise<{ samples: TurnSample[]; lastId: number; isAll: boolean }> {
  authorise(ctx.actor, "alert:watch");
  const rows = await ctx.db.read((tx) => {
    // Read from the index of times alone: ids grow with them.
    const oldest = sql<number | null>`min(+${conversations.id})`;
    const first = tx.select({ oldest }).from(conversations).where(gte(conversations.createdAt, sinceS)).get()?.oldest;
    if (first === null || first === undefined) return [];
    return tx
      .select({
        id: conversations.id,
        atS: conversations.createdAt,
        wasSpoken: sql<boolean>`${conversations.userAudioPath} <> ''`.mapWith(Boolean),
        replyChars: sql<number>`length(${conversations.aiText})`,
        mode: turnDetails.mode,
        interrupted: turnDetails.interrupted,
        timings: turnDetails.timings,
        calls: turnDetails.calls,
        errorCode: turnDetails.errorCode,
      })
      .from(conversations)
      .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
      .where(and(gte(conversations.id, first), gt(conversations.id, afterId)))
      .orderBy(asc(conversations.id))
      .limit(turnsPerRead)
      .all();
  });
  const samples = rows.map(({ atS, errorCode, mode, ...turn }) => ({
    atS,
    failed: errorCode !== null,
    times: levelsOf({ ...turn, mode: speechModeSchema.parse(mode) }),
  }));
  return { samples, lastId: rows.at(-1)?.id ?? afterId, isAll: rows.length < turnsPerRead };
}

/** When the oldest turn was stored, Unix seconds; null without any. */
export async function oldestTurnS(ctx: RecordsContext): Promise<number | null> {
  authorise(ctx.actor, "alert:watch");
  const oldest = sql<number | null>`min(${conversations.createdAt})`;
  return ctx.db.read((tx) => tx.select({ oldest }).from(conversations).get()?.oldest ?? null);
}
