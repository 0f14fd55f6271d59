import { stat } from "node:fs/promises";
import { and, count, countDistinct, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import {
  conversations,
  jobs,
  replayCases,
  replayResults,
  sessions,
  turnCorrections,
  turnNotes,
  turnTags,
  turnThumbs,
} from "../../../drizzle/schema";
import { type ConversationRemoval, deletionUndoS } from "../../../lib/conversations";
import { AppError } from "../../../lib/errors";
import { sessionIdSchema } from "../../../lib/ids";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { cancelIn } from "../jobs/cancel-job";
import { enqueue } from "../jobs/enqueue";
import { managedSession, sessionOf } from "./managed-session";
import { recordingsOf } from "./recordings-of";

const inputSchema = z.object({ sessionId: sessionIdSchema });
type Input = z.input<typeof inputSchema>;

/** What would go with a conversation. Throws AppError `not_found`. */
export async function whatDeletionRemoves(ctx: RecordsContext, input: Input): Promise<ConversationRemoval> {
  const { sessionId } = parseInput(inputSchema, input);
  const { paths, counts } = await ctx.db.read((tx) => {
    managedSession(tx, ctx.actor, sessionId);
    return { paths: recordingsOf(tx, sessionId), counts: countsOf(tx, sessionId) };
  });
  const sizes = await Promise.all(paths.map((path) => sizeOf(ctx, path)));
  const onDisk = sizes.filter((bytes) => bytes !== null);
  return { ...counts, recordings: onDisk.length, recording_bytes: onDisk.reduce((sum, bytes) => sum + bytes, 0) };
}

/**
 * Deletes a conversation: from now on nobody sees it or goes on with it, and a job removes it once it can no longer be
 * undone. Throws AppError `not_found`.
 */
export async function deleteConversation(ctx: RecordsContext, input: Input): Promise<{ undoUntil: number }> {
  const { sessionId } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    const { userId } = managedSession(tx, ctx.actor, sessionId);
    const deletedAt = ctx.nowS();
    const undoUntil = deletedAt + deletionUndoS;
    const removalJobId = enqueue(tx, ctx, { kind: "conversation_removal", payload: { sessionId }, runAt: undoUntil });
    tx.update(sessions).set({ deletedAt, removalJobId }).where(eq(sessions.id, sessionId)).run();
    const { turns } = countsOf(tx, sessionId);
    const before = { ownerUserId: userId, turns };
    appendAudit(tx, ctx, {
      action: "conversation.delete",
      entity: "conversation",
      entityId: sessionId,
      before,
      after: null,
    });
    return { undoUntil };
  });
}

/** Undoes a deletion. Throws AppError `not_found`, also once its removal has begun. */
export async function restoreConversation(ctx: RecordsContext, input: Input): Promise<void> {
  const { sessionId } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const { userId, deletedAt, removalJobId } = sessionOf(tx, ctx.actor, sessionId);
    if (deletedAt === null) return;
    const job = removalJobId === null ? undefined : tx.select().from(jobs).where(eq(jobs.id, removalJobId)).get();
    // A removal that was begun may have taken recordings already.
    if (job?.state !== "waiting" || job.attemptsMade > 0) throw new AppError("not_found");
    cancelIn(tx, ctx, job.id);
    tx.update(sessions).set({ deletedAt: null, removalJobId: null }).where(eq(sessions.id, sessionId)).run();
    const after = { ownerUserId: userId };
    appendAudit(tx, ctx, {
      action: "conversation.restore",
      entity: "conversation",
      entityId: sessionId,
      before: null,
      after,
    });
  });
}

function countsOf(tx: Transaction, sessionId: string): Omit<ConversationRemoval, "recordings" | "recording_bytes"> {
  const ofSession = eq(conversations.sessionId, sessionId);
  const said = (table: typeof turnCorrections | typeof turnNotes | typeof turnTags | typeof turnThumbs) =>
    tx
      .select({ rows: count() })
      .from(conversations)
      .innerJoin(table, eq(table.conversationId, conversations.id))
      .where(ofSession)
      .get()?.rows ?? 0;
  const replays = tx
    .select({ cases: countDistinct(replayCases.id), results: count(replayResults.id) })
    .from(replayCases)
    .leftJoin(replayResults, and(eq(replayResults.caseId, replayCases.id), isNotNull(replayResults.userText)))
    .where(and(eq(replayCases.sessionId, sessionId), isNotNull(replayCases.context)))
    .get();
  return {
    turns: tx.select({ rows: count() }).from(conversations).where(ofSession).get()?.rows ?? 0,
    corrections: said(turnCorrections),
    thumbs: said(turnThumbs),
    tags: said(turnTags),
    notes: said(turnNotes),
    replay_cases: replays?.cases ?? 0,
    replay_results: replays?.results ?? 0,
  };
}

async function sizeOf(ctx: RecordsContext, path: string): Promise<number | null> {
  return stat(ctx.recordings.resolve(path)).then(
    ({ size }) => size,
    () => null,
  );
}
