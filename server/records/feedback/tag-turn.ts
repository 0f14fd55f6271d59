import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { qualityTags, turnTags } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { turnIdSchema } from "../../../lib/ids";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { auditOthers } from "../audit-log/audit-others";
import type { RecordsContext } from "../context";
import { manageableTurn } from "../turns/manageable-turn";

const inputSchema = z.object({
  turnId: turnIdSchema,
  tagId: z.number().int().positive(),
  /** False takes it off, whoever put it there. */
  isSet: z.boolean(),
});

/**
 * Puts one of the house's tags on a turn, or takes it off; a tag that is there keeps who put it first. Throws AppError
 * `not_found` for an unknown turn or tag, and for putting a retired one.
 */
export async function tagTurn(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "quality:review");
  const { userId } = requirePerson(ctx.actor);
  const { turnId, tagId, isSet } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const { conversation, details } = manageableTurn(tx, ctx.actor, turnId);
    const conversationId = conversation.id;
    const act = { action: "turn.tag", entity: "turn", entityId: turnId, after: { tagId, isSet } } as const;
    if (!isSet) {
      auditOthers(tx, ctx, { ...act, ownerUserId: details.userId });
      tx.delete(turnTags)
        .where(and(eq(turnTags.conversationId, conversationId), eq(turnTags.tagId, tagId)))
        .run();
      return;
    }
    const inUse = and(eq(qualityTags.id, tagId), isNull(qualityTags.retiredAt));
    if (!tx.select({ id: qualityTags.id }).from(qualityTags).where(inUse).get()) throw new AppError("not_found");
    auditOthers(tx, ctx, { ...act, ownerUserId: details.userId });
    tx.insert(turnTags).values({ conversationId, tagId, userId, createdAt: ctx.nowS() }).onConflictDoNothing().run();
  });
}
