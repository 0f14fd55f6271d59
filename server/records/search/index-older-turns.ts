import { setTimeout as sleep } from "node:timers/promises";
import { and, asc, eq, gt, lte, sql } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { speechModeSchema } from "../../../lib/languages";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { keepStages } from "../metrics/turn-stages";
import { newestTurn } from "../newest-turn";
import { indexTurn } from "./turn-search";
import { isSearchable, isUnindexed } from "./unindexed-turns";

/** Turns of one transaction, and the rest after it: others wait for no longer than a moment. */
const atOnce = 50;
const restMs = 20;
/** Rows that one look for missing turns goes through. */
const lookedThrough = 2_000;

/**
 * Puts the turns into the index that are not in it, and keeps what their stages took: those from before there was one,
 * or that another program stored.
 * The newest come first. Returns how many there were.
 */
export async function indexOlderTurns(ctx: RecordsContext, signal?: AbortSignal): Promise<number> {
  authorise(ctx.actor, "job:run");
  let indexed = 0;
  let upTo = await ctx.db.read(newestTurn);
  while (upTo > 0 && !signal?.aborted) {
    const range = { above: upTo - lookedThrough, upTo };
    const missing = await ctx.db.read((tx) => notIndexed(tx, range));
    if (missing.length > 0) {
      await ctx.db.write((tx) => {
        // Somebody may have deleted or stored it meanwhile: what counts is what is missing now.
        for (const turn of notIndexed(tx, range)) takeUp(tx, turn);
      });
      indexed += missing.length;
    }
    if (missing.length < atOnce) upTo = range.above;
    await sleep(missing.length > 0 ? restMs : 0, undefined, { signal }).catch(() => undefined);
  }
  return indexed;
}

function takeUp(
  tx: Transaction,
  { id, userId, isSearchable, details, ...turn }: ReturnType<typeof notIndexed>[number],
): void {
  if (!isSearchable) indexTurn(tx, { id, userId, ...turn });
  const measured = details && { ...turn, ...details, mode: speechModeSchema.parse(details.mode) };
  keepStages(tx, id, measured);
}

function notIndexed(tx: Transaction, range: { above: number; upTo: number }) {
  return tx
    .select({
      id: conversations.id,
      userId: turnDetails.userId,
      userText: conversations.userText,
      aiText: conversations.aiText,
      wasSpoken: sql<boolean>`${conversations.userAudioPath} <> ''`.mapWith(Boolean),
      replyChars: sql<number>`length(${conversations.aiText})`,
      isSearchable: isSearchable(conversations.id).mapWith(Boolean),
      details: { mode: turnDetails.mode, timings: turnDetails.timings, calls: turnDetails.calls },
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(gt(conversations.id, range.above), lte(conversations.id, range.upTo), isUnindexed(conversations.id)))
    .orderBy(asc(conversations.id))
    .limit(atOnce)
    .all();
}
