import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { turnIdSchema } from "../../../lib/ids";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { durationMs, recordingSchema } from "./turn-audio";

const inputSchema = z.object({
  turnId: turnIdSchema,
  /** The part of the reply that was heard. */
  heardText: textSchema,
  /** int16 mono; null when nothing was heard. */
  heardAudio: recordingSchema.nullable(),
});
export type ShortenReplyInput = z.input<typeof inputSchema>;

/**
 * Marks a stored turn as interrupted and keeps only the heard part of its reply: a reply is sent faster than it is
 * played, so an interruption often comes after the turn was stored. Throws AppError `turn_not_found` (another person's
 * turn too), `storage_failed`.
 */
export async function shortenReply(ctx: RecordsContext, input: ShortenReplyInput): Promise<void> {
  authorise(ctx.actor, "chat:use");
  const { userId } = requirePerson(ctx.actor);
  const { turnId, heardText, heardAudio } = parseInput(inputSchema, input);
  const own = and(eq(turnDetails.turnId, turnId), eq(turnDetails.userId, userId));
  const row = await ctx.db.read((tx) =>
    tx.select({ id: turnDetails.conversationId }).from(turnDetails).where(own).get(),
  );
  if (!row) throw new AppError("turn_not_found");
  try {
    // The shorter file replaces the longer one under the same name, so the row names a complete file at every moment.
    const aiAudioPath = heardAudio?.pcm.length
      ? await ctx.recordings.writeReplyAudio(turnId, heardAudio.pcm, heardAudio.sampleRateHz)
      : null;
    const before = await ctx.db.write((tx) => {
      const stored = tx
        .select({ aiAudioPath: conversations.aiAudioPath })
        .from(conversations)
        .where(eq(conversations.id, row.id))
        .get();
      tx.update(conversations).set({ aiText: heardText, aiAudioPath }).where(eq(conversations.id, row.id)).run();
      tx.update(turnDetails)
        .set({ interrupted: true, aiAudioMs: durationMs(heardAudio) })
        .where(eq(turnDetails.conversationId, row.id))
        .run();
      return stored?.aiAudioPath ?? null;
    });
    if (before && !aiAudioPath) await ctx.recordings.remove([before]);
  } catch (error) {
    throw new AppError("storage_failed", undefined, { cause: error });
  }
}
