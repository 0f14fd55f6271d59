import { eq } from "drizzle-orm";
import { z } from "zod";
import { apiTokens } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

const inputSchema = z.object({ tokenId: z.number().int().positive() });

/**
 * Revokes a token for ever; repeating it changes nothing. One's own, or anybody's with the permission to manage users.
 */
export async function revokeToken(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "token:manage_own");
  const { tokenId } = parseInput(inputSchema, input);
  const { actor } = ctx;
  await ctx.db.write((tx) => {
    const token = tx.select().from(apiTokens).where(eq(apiTokens.id, tokenId)).get();
    const mayRevoke = actor.kind === "system" || can(actor.role, "user:manage") || token?.userId === actor.userId;
    if (!token || !mayRevoke) throw new AppError("not_found");
    if (token.revokedAt === null) revokeIn(tx, ctx, token);
  });
}

/** For acts with an open transaction that may revoke it. */
export function revokeIn(tx: Transaction, ctx: RecordsContext, token: typeof apiTokens.$inferSelect): void {
  const revoked = { revokedAt: ctx.nowS() };
  const after = tx.update(apiTokens).set(revoked).where(eq(apiTokens.id, token.id)).returning().get();
  appendAudit(tx, ctx, { action: "token.revoke", entity: "token", entityId: token.id, before: token, after });
}
