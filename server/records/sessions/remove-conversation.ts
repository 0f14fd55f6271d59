import { eq, inArray } from "drizzle-orm";
import {
  conversations,
  missingRecordings,
  replayCases,
  replayResults,
  replayVerdicts,
  sessions,
} from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { requestPurge } from "../search/purge-index";
import { unindexTurns } from "../search/turn-search";
import { recordingsOf } from "./recordings-of";

/** Rows of one transaction: others wait for no longer than a moment. */
const atOnce = 100;

/**
 * Removes all of a deleted conversation, and what replays keep of it. The recordings go before the rows that name them,
 * so that a removal that was cut off finds them again. A conversation that is not deleted stays. The words on the
 * pages of the search index are left to a job of their own.
 */
export async function removeConversation(ctx: RecordsContext, sessionId: string): Promise<void> {
  authorise(ctx.actor, "job:run");
  const isDeleted = (tx: Transaction) => {
    const session = tx.select().from(sessions).where(eq(sessions.id, sessionId)).get();
    return session !== undefined && session.deletedAt !== null;
  };
  if (!(await ctx.db.read(isDeleted))) return;
  await ctx.recordings.remove(await ctx.db.read((tx) => recordingsOf(tx, sessionId)));
  // A replay may have stored one more sound meanwhile.
  await ctx.recordings.remove(await ctx.db.write((tx) => forgetReplays(tx, sessionId)));
  for (let removed = atOnce; removed === atOnce; ) {
    removed = await ctx.db.write((tx) => removeTurns(tx, sessionId));
  }
  await ctx.db.write((tx) => {
    tx.delete(sessions).where(eq(sessions.id, sessionId)).run();
    requestPurge(tx, ctx);
  });
}

/**
 * The cases and results stay, without a word and a sound, and say that their turn was deleted. Returns the sounds that
 * they had.
 */
function forgetReplays(tx: Transaction, sessionId: string): string[] {
  const ofSession = eq(replayCases.sessionId, sessionId);
  const results = tx
    .select({ id: replayResults.id, path: replayResults.aiAudioPath, facts: replayResults.facts })
    .from(replayResults)
    .innerJoin(replayCases, eq(replayCases.id, replayResults.caseId))
    .where(ofSession)
    .all();
  for (const { id, facts } of results) {
    const noWords = { recognisedText: null, heardReplacements: [], saidReplacements: [] };
    tx.update(replayResults)
      .set({ userText: null, aiText: null, aiAudioPath: null, audioBytes: 0, facts: { ...facts, ...noWords } })
      .where(eq(replayResults.id, id))
      .run();
  }
  const cases = tx.select().from(replayCases).where(ofSession).all();
  for (const { id, expectations } of cases) {
    // Phrases and notes may quote the person.
    const noPhrases = { ...expectations, mustContain: [], mustNotContain: [] };
    const noWords = { context: null, expectedText: null, expectations: noPhrases };
    tx.update(replayCases).set(noWords).where(eq(replayCases.id, id)).run();
    tx.update(replayVerdicts).set({ note: "" }).where(eq(replayVerdicts.caseId, id)).run();
  }
  return results.flatMap(({ path }) => path ?? []);
}

function removeTurns(tx: Transaction, sessionId: string): number {
  const turns = tx
    .select({ id: conversations.id, user: conversations.userAudioPath, reply: conversations.aiAudioPath })
    .from(conversations)
    .where(eq(conversations.sessionId, sessionId))
    .limit(atOnce)
    .all();
  if (turns.length === 0) return 0;
  const ids = turns.map(({ id }) => id);
  const paths = turns.flatMap(({ user, reply }) => [user, reply ?? ""]);
  tx.delete(missingRecordings).where(inArray(missingRecordings.path, paths)).run();
  unindexTurns(tx, ids);
  tx.delete(conversations).where(inArray(conversations.id, ids)).run();
  return turns.length;
}
