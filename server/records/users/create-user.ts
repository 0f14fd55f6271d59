import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { passwordSchema, usernameSchema } from "../../../lib/auth/credentials";
import { roles } from "../../../lib/auth/permissions";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { hashPassword } from "../../access/passwords";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { generatePassword } from "./generated-password";

const inputSchema = z.object({
  username: usernameSchema,
  role: z.enum(roles),
  /** Left out: one is made up, which the person replaces by their own at the first login. */
  password: passwordSchema.optional(),
});
export type CreateUserInput = z.input<typeof inputSchema>;

/** A user to be inserted, and what is to be shown once. */
export interface NewUser {
  row: Pick<typeof users.$inferInsert, "username" | "role" | "passwordHash" | "passwordIsTemporary">;
  generatedPassword: string | null;
}

/**
 * Adds a user who can log in at once; a password that was made up is in the answer and nowhere else. Throws AppError
 * `conflict` when the name is taken, ignoring the case.
 */
export async function createUser(
  ctx: RecordsContext,
  input: CreateUserInput,
): Promise<{ userId: number; generatedPassword: string | null }> {
  authorise(ctx.actor, "user:manage");
  const { row, generatedPassword } = await prepareUser(input);
  const { userId } = await ctx.db.write((tx) => insertUser(tx, ctx, row));
  return { userId, generatedPassword };
}

/** The slow work and the validation, before any row is written. Throws AppError `invalid_input`. */
export async function prepareUser(input: CreateUserInput): Promise<NewUser> {
  const { username, role, password } = parseInput(inputSchema, input);
  const generatedPassword = password === undefined ? generatePassword() : null;
  const passwordHash = await hashPassword(password ?? generatedPassword ?? "");
  return { row: { username, role, passwordHash, passwordIsTemporary: generatedPassword !== null }, generatedPassword };
}

/** For acts with an open transaction and the permission to add users. */
export function insertUser(tx: Transaction, ctx: RecordsContext, row: NewUser["row"]): { userId: number } {
  const after = tx
    .insert(users)
    .values({ ...row, createdAt: ctx.nowS() })
    .returning()
    .get();
  appendAudit(tx, ctx, { action: "user.create", entity: "user", entityId: after.id, before: null, after });
  return { userId: after.id };
}
