import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { findUser } from "../../access/find-user";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { insertUser, prepareUser } from "./create-user";

export interface FirstAdmin {
  username: string;
  /** To be printed once; null when the password was configured. */
  generatedPassword: string | null;
}

/**
 * Creates the first admin if there is none; returns null if there is one already, whatever is configured. `password`
 * null: one is generated (15 random bytes, 20 characters).
 */
export async function ensureFirstAdmin(
  ctx: RecordsContext,
  input: { username: string; password: string | null },
): Promise<FirstAdmin | null> {
  authorise(ctx.actor, "user:manage");
  if (await ctx.db.read(hasAdmin)) return null;
  const generatedPassword = input.password === null ? randomBytes(15).toString("base64url") : null;
  const password = input.password ?? generatedPassword ?? "";
  const admin = await prepareUser({ username: input.username, password, role: "admin" });
  const isMade = await ctx.db.write((tx) => {
    // Another process may have created one in the meantime.
    if (hasAdmin(tx)) return false;
    if (findUser(tx, admin.username)) {
      const reason = `The first admin cannot be called ${admin.username}: a user of that name exists.`;
      throw new AppError("conflict", reason);
    }
    insertUser(tx, ctx, admin);
    return true;
  });
  return isMade ? { username: admin.username, generatedPassword } : null;
}

function hasAdmin(tx: Transaction): boolean {
  return tx.select({ id: users.id }).from(users).where(eq(users.role, "admin")).limit(1).get() !== undefined;
}
