import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { turnDetails, turnNotes } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { noteTextSchema } from "../../../lib/feedback";
import { turnIdSchema } from "../../../lib/ids";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { auditOthers } from "../audit-log/audit-others";
import type { RecordsContext } from "../context";
import { manageableTurn } from "../turns/manageable-turn";

const noteSchema = z.object({ turnId: turnIdSchema, text: noteTextSchema });

/** Adds a note to a turn. Throws AppError `not_found`. */
export async function addNote(ctx: RecordsContext, input: z.input<typeof noteSchema>): Promise<{ noteId: number }> {
  authorise(ctx.actor, "quality:review");
  const { userId } = requirePerson(ctx.actor);
  const { turnId, text } = parseInput(noteSchema, input);
  return ctx.db.write((tx) => {
    const { conversation, details } = manageableTurn(tx, ctx.actor, turnId);
    const row = { conversationId: conversation.id, userId, text, createdAt: ctx.nowS() };
    const note = tx.insert(turnNotes).values(row).returning({ noteId: turnNotes.id }).get();
    const act = { action: "turn.note", entity: "turn", entityId: turnId, after: note } as const;
    auditOthers(tx, ctx, { ...act, ownerUserId: details.userId });
    return note;
  });
}

const removalSchema = z.object({ noteId: z.number().int().positive() });

/** Removes a note that the person wrote. Throws AppError `not_found`, also for somebody else's. */
export async function removeNote(ctx: RecordsContext, input: z.input<typeof removalSchema>): Promise<void> {
  authorise(ctx.actor, "quality:review");
  const { userId } = requirePerson(ctx.actor);
  const { noteId } = parseInput(removalSchema, input);
  const own = and(eq(turnNotes.id, noteId), eq(turnNotes.userId, userId));
  await ctx.db.write((tx) => {
    const note = tx
      .select({ turnId: turnDetails.turnId, ownerUserId: turnDetails.userId })
      .from(turnNotes)
      .innerJoin(turnDetails, eq(turnDetails.conversationId, turnNotes.conversationId))
      .where(own)
      .get();
    if (tx.delete(turnNotes).where(own).run().changes === 0) throw new AppError("not_found");
    if (!note) return;
    const act = { action: "turn.remove_note", entity: "turn", entityId: note.turnId, after: { noteId } } as const;
    auditOthers(tx, ctx, { ...act, ownerUserId: note.ownerUserId });
  });
}
