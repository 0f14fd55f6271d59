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
 * null: one is generated, which the admin replaces at the first login.
 */
export async function ensureFirstAdmin(
  ctx: RecordsContext,
  input: { username: string; password: string | null },
): Promise<FirstAdmin | null> {
  authorise(ctx.actor, "user:manage");
  if (await ctx.db.read(hasAdmin)) return null;
  const { username, password } = input;
  const { row, generatedPassword } = await prepareUser({
    username,
    role: "admin",
    ...(password !== null && { password }),
  });
  const isMade = await ctx.db.write((tx) => {
    // Another process may have created one in the meantime.
    if (hasAdmin(tx)) return false;
    if (findUser(tx, row.username)) {
      const reason = `The first admin cannot be called ${row.username}: a user of that name exists.`;
      throw new AppError("conflict", reason);
    }
    insertUser(tx, ctx, row);
    return true;
  });
  return isMade ? { username: row.username, generatedPassword } : null;
}

function hasAdmin(tx: Transaction): boolean {
  return tx.select({ id: users.id }).from(users).where(eq(users.role, "admin")).limit(1).get() !== undefined;
}
