import { desc, eq } from "drizzle-orm";
import { apiTokens, users } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

export interface TokenSummary {
  tokenId: number;
  username: string;
  name: string;
  /** Unix seconds, as the two below */
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

/** The actor's own tokens, or everybody's with the permission to manage users; newest first. Never a hash. */
export async function listTokens(ctx: RecordsContext): Promise<TokenSummary[]> {
  authorise(ctx.actor, "token:manage_own");
  const { actor } = ctx;
  const everybody = actor.kind === "system" || can(actor.role, "user:manage");
  return ctx.db.read((tx) =>
    tx
      .select({
        tokenId: apiTokens.id,
        username: users.username,
        name: apiTokens.name,
        createdAt: apiTokens.createdAt,
        lastUsedAt: apiTokens.lastUsedAt,
        revokedAt: apiTokens.revokedAt,
      })
      .from(apiTokens)
      .innerJoin(users, eq(users.id, apiTokens.userId))
      .where(everybody ? undefined : eq(apiTokens.userId, actor.userId))
      .orderBy(desc(apiTokens.id))
      .all(),
  );
}
