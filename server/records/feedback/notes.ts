import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { turnNotes } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { noteTextSchema } from "../../../lib/feedback";
import { turnIdSchema } from "../../../lib/ids";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { manageableTurn } from "../turns/manageable-turn";

const noteSchema = z.object({ turnId: turnIdSchema, text: noteTextSchema });

/** Adds a note to a turn. Throws AppError `not_found`. */
export async function addNote(ctx: RecordsContext, input: z.input<typeof noteSchema>): Promise<{ noteId: number }> {
  authorise(ctx.actor, "quality:review");
  const { userId } = requirePerson(ctx.actor);
  const { turnId, text } = parseInput(noteSchema, input);
  return ctx.db.write((tx) => {
    const conversationId = manageableTurn(tx, ctx.actor, turnId).conversation.id;
    const row = { conversationId, userId, text, createdAt: ctx.nowS() };
    return tx.insert(turnNotes).values(row).returning({ noteId: turnNotes.id }).get();
  });
}

const removalSchema = z.object({ noteId: z.number().int().positive() });

/** Removes a note that the person wrote. Throws AppError `not_found`, also for somebody else's. */
export async function removeNote(ctx: RecordsContext, input: z.input<typeof removalSchema>): Promise<void> {
  authorise(ctx.actor, "quality:review");
  const { userId } = requirePerson(ctx.actor);
  const { noteId } = parseInput(removalSchema, input);
  const own = and(eq(turnNotes.id, noteId), eq(turnNotes.userId, userId));
  const removed = await ctx.db.write((tx) => tx.delete(turnNotes).where(own).run().changes);
  if (removed === 0) throw new AppError("not_found");
}
