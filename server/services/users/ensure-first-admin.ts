import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import { AppError, errorCodeOf } from "../../../lib/errors";
import { authorise, type ServiceContext } from "../context";
import { createUser } from "./create-user";

export interface FirstAdmin {
  username: string;
  /** To be printed once; null when the password was configured. */
  generatedPassword: string | null;
}

/**
 * Makes the first admin when there is none; null when there is one already, whatever is configured now.
 * `password` null: one is made up (15 random bytes, 20 characters).
 */
export async function ensureFirstAdmin(
  ctx: ServiceContext,
  input: { username: string; password: string | null },
): Promise<FirstAdmin | null> {
  authorise(ctx.actor, "user:manage");
  if (hasAdmin(ctx)) return null;
  const generatedPassword = input.password === null ? randomBytes(15).toString("base64url") : null;
  const password = input.password ?? generatedPassword ?? "";
  try {
    await createUser(ctx, { username: input.username, password, role: "admin" });
  } catch (error) {
    // Another process may have made the same admin a moment ago; a colleague of that name is another matter.
    if (errorCodeOf(error) !== "conflict") throw error;
    if (hasAdmin(ctx)) return null;
    throw new AppError("conflict", `The first admin cannot be called ${input.username}: a user of that name exists.`);
  }
  return { username: input.username, generatedPassword };
}

function hasAdmin({ db }: ServiceContext): boolean {
  return db.select({ id: users.id }).from(users).where(eq(users.role, "admin")).limit(1).get() !== undefined;
}
