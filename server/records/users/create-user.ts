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

const inputSchema = z.object({ username: usernameSchema, password: passwordSchema, role: z.enum(roles) });
export type CreateUserInput = z.input<typeof inputSchema>;

/** A user to be inserted: the input, with the password as its hash. */
export type NewUser = Omit<z.output<typeof inputSchema>, "password"> & { passwordHash: string };

/** Adds a user who can log in at once. Throws AppError `conflict` when the name is taken, ignoring the case. */
export async function createUser(ctx: RecordsContext, input: CreateUserInput): Promise<{ userId: number }> {
  authorise(ctx.actor, "user:manage");
  const user = await prepareUser(input);
  return ctx.db.write((tx) => insertUser(tx, ctx, user));
}

/** The slow work and the validation, before any row is written. Throws AppError `invalid_input`. */
export async function prepareUser(input: CreateUserInput): Promise<NewUser> {
  const { password, ...user } = parseInput(inputSchema, input);
  return { ...user, passwordHash: await hashPassword(password) };
}

/** For acts with an open transaction and the permission to add users. */
export function insertUser(tx: Transaction, ctx: RecordsContext, user: NewUser): { userId: number } {
  const after = tx
    .insert(users)
    .values({ ...user, createdAt: ctx.nowS() })
    .returning()
    .get();
  appendAudit(tx, ctx, { action: "user.create", entity: "user", entityId: after.id, before: null, after });
  return { userId: after.id };
}
