import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { turnIdSchema } from "../../../lib/ids";
import { parseInput } from "../../access/parse";
import { noteConversationLook } from "../audit-log/conversation-looks";
import { notFound } from "../audit-log/hidden";
import type { RecordsContext } from "../context";
import { isNotDeleted, ownedBy, ownerInScope } from "../ownership";

const inputSchema = z.object({
  turnId: turnIdSchema,
  side: z.enum(["user", "reply"]),
});

/**
 * Absolute path of the recording of one side of a turn; the file itself may be missing. That somebody hears another
 * person's is recorded. Throws as `findTurnAudio`.
 */
export async function turnAudioPath(ctx: RecordsContext, input: { turnId: string; side: string }): Promise<string> {
  const { path, sessionId } = await findTurnAudio(ctx, input);
  await noteConversationLook(ctx, "recording.hear", sessionId);
  return path;
}

/**
 * The recording of one side of a turn, with its conversation. Throws AppError `not_found` for an unknown turn, for one
 * that the actor may not read, and where there is no recording.
 */
export async function findTurnAudio(
  ctx: RecordsContext,
  input: { turnId: string; side: string },
): Promise<{ path: string; sessionId: string }> {
  const { turnId, side } = parseInput(inputSchema, input);
  const ownerId = ownerInScope(ctx, undefined);
  return ctx.db.read((tx) => {
    const row = tx
      .select({
        user: conversations.userAudioPath,
        reply: conversations.aiAudioPath,
        sessionId: conversations.sessionId,
      })
      .from(turnDetails)
      .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
      .where(and(eq(turnDetails.turnId, turnId), ownedBy(ownerId), isNotDeleted()))
      .get();
    const path = row?.[side];
    if (!path) throw notFound(tx, ctx.actor, { turnId }, "history:read_all");
    return { path: ctx.recordings.resolve(path), sessionId: row.sessionId };
  });
}
