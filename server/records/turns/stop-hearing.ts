import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { turnIdSchema } from "../../../lib/ids";
import { endedBySchema, isInterruption } from "../../../lib/turn-end";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";

const inputSchema = z.object({
  turnId: turnIdSchema,
  /** How much of the reply's text was heard, UTF-16 code units. */
  heardChars: z.number().int().nonnegative(),
  endedBy: endedBySchema.refine(isInterruption),
});
export type StopHearingInput = z.input<typeof inputSchema>;

/**
 * Notes that a reply that is already stored was not heard to its end: a reply is sent faster than it is played. Its text
 * and its sound stay. A turn that failed keeps `error` as its end, and one whose listener only went away keeps its own:
 * nobody stopped it. Throws AppError `turn_not_found` (another person's
 * turn too), `storage_failed`.
 */
export async function stopHearing(ctx: RecordsContext, input: StopHearingInput): Promise<void> {
  authorise(ctx.actor, "chat:use");
  const { userId } = requirePerson(ctx.actor);
  const { turnId, heardChars, endedBy } = parseInput(inputSchema, input);
  const own = and(eq(turnDetails.turnId, turnId), eq(turnDetails.userId, userId));
  try {
    await ctx.db.write((tx) => {
      const stored = tx
        .select({ id: turnDetails.conversationId, endedBy: turnDetails.endedBy, aiText: conversations.aiText })
        .from(turnDetails)
        .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
        .where(own)
        .get();
      if (!stored) throw new AppError("turn_not_found");
      tx.update(turnDetails)
        .set({
          heardChars: Math.min(heardChars, stored.aiText.length),
          ...(stored.endedBy === "error" || endedBy === "disconnect" ? {} : { endedBy, interrupted: true }),
        })
        .where(eq(turnDetails.conversationId, stored.id))
        .run();
    });
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("storage_failed", undefined, { cause: error });
  }
}
