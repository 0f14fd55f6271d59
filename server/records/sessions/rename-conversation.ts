import { eq } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "../../../drizzle/schema";
import { conversationTitleSchema } from "../../../lib/conversations";
import { sessionIdSchema } from "../../../lib/ids";
import { parseInput } from "../../access/parse";
import { auditOthers } from "../audit-log/audit-others";
import type { RecordsContext } from "../context";
import { managedSession } from "./managed-session";

const inputSchema = z.object({
  sessionId: sessionIdSchema,
  /** Null or empty: it goes by its first words again. */
  title: conversationTitleSchema.nullable(),
});

/** Gives a conversation a name. Throws AppError `not_found`. */
export async function renameConversation(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  const { sessionId, title } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const { userId: ownerUserId } = managedSession(tx, ctx.actor, sessionId);
    tx.update(sessions)
      .set({ title: title || null })
      .where(eq(sessions.id, sessionId))
      .run();
    auditOthers(tx, ctx, { action: "conversation.rename", entity: "conversation", entityId: sessionId, ownerUserId });
  });
}
