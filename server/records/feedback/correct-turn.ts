import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnCorrections, turnDetails } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { correctionTextSchema } from "../../../lib/feedback";
import { turnIdSchema } from "../../../lib/ids";
import { requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { auditOthers } from "../audit-log/audit-others";
import type { RecordsContext } from "../context";
import { indexTurn } from "../search/turn-search";
import { manageableTurn } from "../turns/manageable-turn";

const inputSchema = z.object({
  turnId: turnIdSchema,
  /** What was really said. The text as it is says that somebody listened and it is right. */
  text: correctionTextSchema,
  /** The newest correction that the person saw; null: there was none. */
  basedOn: z.number().int().positive().nullable(),
});

/**
 * Corrects what a person was understood to say; what was recognised stays in the record. Throws AppError `not_found`,
 * `invalid_input` for a typed turn, and `conflict` when somebody else corrected it meanwhile: their text stands.
 */
export async function correctTurn(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<{ correctionId: number }> {
  const { userId } = requirePerson(ctx.actor);
  const { turnId, text, basedOn } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    const { conversation, details } = manageableTurn(tx, ctx.actor, turnId);
    const isSpoken = conversation.userAudioPath !== "" || details.recognisedText !== null;
    if (!isSpoken) throw new AppError("invalid_input", "This turn was typed: there is nothing to correct.");
    const ofTurn = eq(turnCorrections.conversationId, conversation.id);
    const newest = tx
      .select({ id: turnCorrections.id })
      .from(turnCorrections)
      .where(ofTurn)
      .orderBy(desc(turnCorrections.id))
      .limit(1)
      .get();
    if ((newest?.id ?? null) !== basedOn) {
      throw new AppError("conflict", "Somebody corrected this turn meanwhile. Look at their text first.");
    }
    if (details.recognisedText === null && text !== conversation.userText) {
      tx.update(turnDetails)
        .set({ recognisedText: conversation.userText })
        .where(eq(turnDetails.conversationId, conversation.id))
        .run();
    }
    tx.update(conversations).set({ userText: text }).where(eq(conversations.id, conversation.id)).run();
    indexTurn(tx, { ...conversation, userText: text, userId: details.userId });
    const act = { action: "turn.correct", entity: "turn", entityId: turnId } as const;
    auditOthers(tx, ctx, { ...act, ownerUserId: details.userId });
    const change = { previousText: conversation.userText, text, userId, createdAt: ctx.nowS() };
    return tx
      .insert(turnCorrections)
      .values({ conversationId: conversation.id, ...change })
      .returning({ correctionId: turnCorrections.id })
      .get();
  });
}
