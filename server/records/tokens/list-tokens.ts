import { desc, eq } from "drizzle-orm";
import type { z } from "zod";
import { apiTokens } from "../../../drizzle/schema";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { authoriseForUser, namedUserSchema } from "../users/named-user";

export interface TokenSummary {
  tokenId: number;
  name: string;
  /** Unix seconds, as the two below */
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

/** The tokens of a user, newest first: one's own, or anybody's with the permission to manage users. Never a hash. */
export async function listTokens(ctx: RecordsContext, input: z.input<typeof namedUserSchema>): Promise<TokenSummary[]> {
  const named = parseInput(namedUserSchema, input);
  return ctx.db.read((tx) => {
    const user = authoriseForUser(tx, ctx.actor, named, "token:manage_own");
    return tx
      .select({
        tokenId: apiTokens.id,
        name: apiTokens.name,
        createdAt: apiTokens.createdAt,
        lastUsedAt: apiTokens.lastUsedAt,
        revokedAt: apiTokens.revokedAt,
      })
      .from(apiTokens)
      .where(eq(apiTokens.userId, user.id))
      .orderBy(desc(apiTokens.id))
      .all();
  });
}
