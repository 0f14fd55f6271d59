import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { passwordSchema, usernameSchema } from "../../../lib/auth/credentials";
import { AppError } from "../../../lib/errors";
import { parseInput } from "../../access/parse";
import { hashPassword, verifyPassword } from "../../access/passwords";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { authoriseForUser, userByName } from "./user-by-name";

const inputSchema = z.object({
  username: usernameSchema,
  newPassword: passwordSchema,
  /** Required for one's own password: an unattended screen must not be enough to take an account over. */
  currentPassword: z.string().max(256).optional(),
});

/**
 * Changes a password and invalidates every login made with the old one. One's own needs the current password (AppError
 * `bad_credentials`); anybody else's needs the permission to manage users. Throws AppError `not_found`.
 */
export async function setPassword(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  const { actor } = ctx;
  const { username, newPassword, currentPassword } = parseInput(inputSchema, input);
  const user = await ctx.db.read((tx) => authoriseForUser(tx, actor, username, "password:change_own"));
  if (actor.kind === "user" && actor.userId === user.id) {
    if (!(await verifyPassword(user.passwordHash, currentPassword ?? ""))) throw new AppError("bad_credentials");
  }
  const passwordHash = await hashPassword(newPassword);
  await ctx.db.write((tx) => {
    // Read again: the row may have changed while the passwords were hashed.
    const before = userByName(tx, user.username);
    const after = tx
      .update(users)
      .set({ passwordHash, loginEpoch: before.loginEpoch + 1 })
      .where(eq(users.id, before.id))
      .returning()
      .get();
    appendAudit(tx, ctx, { action: "user.set_password", entity: "user", entityId: before.id, before, after });
  });
}
