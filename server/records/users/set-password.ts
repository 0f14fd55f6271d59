import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { passwordSchema } from "../../../lib/auth/credentials";
import { AppError } from "../../../lib/errors";
import { type Actor, authorise, requirePerson } from "../../access/actor";
import { endLoginsOf } from "../../access/login-epoch";
import type { LoginThrottle } from "../../access/login-throttle";
import { parseInput } from "../../access/parse";
import { hashPassword, verifyPassword } from "../../access/passwords";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { generatePassword } from "./generated-password";
import { authoriseForUser, type NamedUser, namedUser, namedUserSchema } from "./named-user";

const inputSchema = z.intersection(
  namedUserSchema,
  z.object({
    newPassword: passwordSchema,
    /** Required for one's own password: an unattended screen must not be enough to take an account over. */
    currentPassword: z.string().max(256).optional(),
  }),
);

/**
 * Changes a password and ends every other login. One's own needs the current password (AppError `bad_credentials`), has
 * to be another one (`password_unchanged`), and keeps the login that it is changed with; anybody else's needs the
 * permission to manage users. Throws AppError `not_found`.
 */
export async function setPassword(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  const { actor } = ctx;
  const { newPassword, currentPassword, ...named } = parseInput(inputSchema, input);
  const user = await ctx.db.read((tx) => authoriseForUser(tx, actor, named, "password:change_own"));
  if (isSelf(actor, user.id)) {
    if (!(await verifyPassword(user.passwordHash, currentPassword ?? ""))) throw new AppError("bad_credentials");
    if (await verifyPassword(user.passwordHash, newPassword)) throw new AppError("password_unchanged");
  }
  await storePassword(ctx, { userId: user.id }, { password: newPassword, isTemporary: false });
}

/**
 * As `setPassword` for the acting person; attempts count as those of a login, so that an unattended screen is no place
 * for guessing. Throws AppError `rate_limited` too.
 */
export async function changeOwnPassword(
  ctx: RecordsContext,
  input: { currentPassword: string; newPassword: string },
  loginThrottle: LoginThrottle,
): Promise<void> {
  const { userId, username, address = "unknown" } = requirePerson(ctx.actor);
  await loginThrottle.attempt(username, address);
  await setPassword(ctx, { userId, ...input });
  await loginThrottle.succeeded(username, address);
}

/**
 * Makes up a password for somebody, who replaces it by their own at the next login; it is in the answer and nowhere
 * else. Every login ends, and tokens wait. Throws AppError `not_found`, or `forbidden` for oneself: that would need no
 * current password.
 */
export async function resetPassword(
  ctx: RecordsContext,
  input: z.input<typeof namedUserSchema>,
): Promise<{ generatedPassword: string }> {
  authorise(ctx.actor, "user:manage");
  const named = parseInput(namedUserSchema, input);
  const user = await ctx.db.read((tx) => namedUser(tx, named));
  if (isSelf(ctx.actor, user.id)) throw new AppError("forbidden", "Change your own password in your account.");
  const generatedPassword = generatePassword();
  await storePassword(ctx, { userId: user.id }, { password: generatedPassword, isTemporary: true });
  return { generatedPassword };
}

async function storePassword(
  ctx: RecordsContext,
  named: NamedUser,
  { password, isTemporary }: { password: string; isTemporary: boolean },
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await ctx.db.write((tx) => {
    // Read again: the row may have changed while the passwords were hashed.
    const before = namedUser(tx, named);
    const { actor } = ctx;
    const ownLogin = isSelf(actor, before.id) && actor.kind === "user" ? actor.credential : undefined;
    endLoginsOf(tx, before, ownLogin?.kind === "login" ? ownLogin.loginId : null);
    const after = tx
      .update(users)
      .set({ passwordHash, passwordIsTemporary: isTemporary })
      .where(eq(users.id, before.id))
      .returning()
      .get();
    const action = isTemporary ? "user.reset_password" : "user.set_password";
    appendAudit(tx, ctx, { action, entity: "user", entityId: before.id, before, after });
  });
}

function isSelf(actor: Actor, userId: number): boolean {
  return actor.kind === "user" && actor.userId === userId;
}
