import { z } from "zod";
import { apiTokens } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { textSchema } from "../../../lib/text";
import { generateApiToken, hashApiToken } from "../../access/api-token";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { authoriseForUser, namedUserSchema } from "../users/named-user";

/** The user whose rights the token has, and what it is for, so that people know which one to revoke. */
const inputSchema = z.intersection(namedUserSchema, z.object({ name: textSchema.trim().min(1).max(80) }));

/**
 * Creates an API token. The result is the only chance to read it, because only its hash is stored. For oneself, or for
 * anybody with the permission to manage users. Throws AppError `not_found`, or `conflict` when the user is disabled.
 */
export async function createToken(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<{ tokenId: number; token: string }> {
  const { name, ...named } = parseInput(inputSchema, input);
  const token = generateApiToken();
  return ctx.db.write((tx) => {
    const user = authoriseForUser(tx, ctx.actor, named, "token:manage_own");
    if (user.disabledAt !== null) throw new AppError("conflict", "The user is disabled.");
    const after = tx
      .insert(apiTokens)
      .values({ userId: user.id, name, tokenHash: hashApiToken(token), createdAt: ctx.nowS() })
      .returning()
      .get();
    appendAudit(tx, ctx, { action: "token.create", entity: "token", entityId: after.id, before: null, after });
    return { tokenId: after.id, token };
  });
}
