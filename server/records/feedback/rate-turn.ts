import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { turnThumbs } from "../../../drizzle/schema";
import { thumbSchema } from "../../../lib/feedback";
import { turnIdSchema } from "../../../lib/ids";
import { requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { auditOthers } from "../audit-log/audit-others";
import type { RecordsContext } from "../context";
import { manageableTurn } from "../turns/manageable-turn";

const inputSchema = z.object({
  turnId: turnIdSchema,
  /** Null takes it back. */
  thumb: thumbSchema.nullable(),
});

/** Thumbs up or down for a turn, one a person. Throws AppError `not_found`. */
export async function rateTurn(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  const { userId } = requirePerson(ctx.actor);
  const { turnId, thumb } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const { conversation, details } = manageableTurn(tx, ctx.actor, turnId);
    const conversationId = conversation.id;
    const act = { action: "turn.rate", entity: "turn", entityId: turnId, after: { thumb } } as const;
    auditOthers(tx, ctx, { ...act, ownerUserId: details.userId });
    const own = and(eq(turnThumbs.conversationId, conversationId), eq(turnThumbs.userId, userId));
    if (thumb === null) {
      tx.delete(turnThumbs).where(own).run();
      return;
    }
    const said = { thumb, createdAt: ctx.nowS() };
    tx.insert(turnThumbs)
      .values({ conversationId, userId, ...said })
      .onConflictDoUpdate({ target: [turnThumbs.conversationId, turnThumbs.userId], set: said })
      .run();
  });
}
