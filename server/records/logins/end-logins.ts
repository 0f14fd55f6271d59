import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { apiTokens, logins } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { endLoginsOf } from "../../access/login-epoch";
import { markRevoked } from "../../access/logins";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { revokeIn } from "../tokens/revoke-token";
import { authoriseForUser, namedUserSchema } from "../users/named-user";

const oneSchema = z.object({ userId: z.number().int().positive(), loginId: z.string().min(1).max(64) });

/**
 * Ends one login at once, its connections too; repeating it changes nothing. One's own, or anybody's with the
 * permission to manage users. Throws AppError `forbidden` or `not_found`.
 */
export async function endLogin(ctx: RecordsContext, input: z.input<typeof oneSchema>): Promise<void> {
  const { userId, loginId } = parseInput(oneSchema, input);
  await ctx.db.write((tx) => {
    const user = authoriseForUser(tx, ctx.actor, { userId }, "login:manage_own");
    const own = and(eq(logins.loginId, loginId), eq(logins.userId, user.id));
    const login = tx.select().from(logins).where(own).get();
    if (!login) return;
    markRevoked(tx, loginId, ctx.nowS());
    const before = { createdAt: login.createdAt };
    const act = { action: "login.revoke", entity: "login", entityId: user.id, subjectUserId: user.id } as const;
    appendAudit(tx, ctx, { ...act, before, after: null });
  });
}

const allSchema = z.intersection(
  namedUserSchema,
  z.object({
    /** The login with which it is asked stays. */
    butThisOne: z.boolean().default(false),
    /** Revokes the API tokens too. */
    tokensToo: z.boolean().default(false),
  }),
);

/**
 * Logs a user out everywhere, or everywhere else, also where a login is not listed. Open connections end at their next
 * check. One's own logins, or anybody's with the permission to manage users.
 */
export async function endLogins(ctx: RecordsContext, input: z.input<typeof allSchema>): Promise<void> {
  const { butThisOne, tokensToo, ...named } = parseInput(allSchema, input);
  const { actor } = ctx;
  await ctx.db.write((tx) => {
    const user = authoriseForUser(tx, actor, named, "login:manage_own");
    const current = actor.kind === "user" && actor.userId === user.id ? actor.credential : undefined;
    if (butThisOne && current?.kind !== "login") throw new AppError("invalid_input", "There is no login to keep.");
    const kept = butThisOne && current?.kind === "login" ? current.loginId : null;
    const after = endLoginsOf(tx, user, kept);
    appendAudit(tx, ctx, { action: "login.revoke_all", entity: "user", entityId: user.id, before: user, after });
    if (!tokensToo) return;
    const valid = and(eq(apiTokens.userId, user.id), isNull(apiTokens.revokedAt));
    for (const token of tx.select().from(apiTokens).where(valid).all()) revokeIn(tx, ctx, token);
  });
}
