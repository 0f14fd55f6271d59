import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { usernameSchema } from "../../../lib/auth/credentials";
import type { Permission } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import { type Actor, authorise } from "../../access/actor";
import { findUser, type UserRow } from "../../access/find-user";
import type { Transaction } from "../../platform/db/database";

/** Which user an act is about: pages know the id, which stays when a name changes; people type the name. */
export const namedUserSchema = z.union([
  z.object({ userId: z.number().int().positive() }),
  z.object({ username: usernameSchema }),
]);
export type NamedUser = z.output<typeof namedUserSchema>;

/** The user who is meant. Throws AppError `not_found`. */
export function namedUser(tx: Transaction, named: NamedUser): UserRow {
  const user = lookUp(tx, named);
  if (!user) throw new AppError("not_found", "There is no such user.");
  return user;
}

/**
 * The user who is meant, for an act that people may do to themselves with `ownPermission` and to others with
 * `user:manage`. Throws AppError `forbidden` before revealing whether the user exists, then `not_found`.
 */
export function authoriseForUser(tx: Transaction, actor: Actor, named: NamedUser, ownPermission: Permission): UserRow {
  const user = lookUp(tx, named);
  // Compared by id: names that look alike in another script are different people.
  const own = actor.kind === "user" && user?.id === actor.userId;
  authorise(actor, own ? ownPermission : "user:manage");
  return user ?? namedUser(tx, named);
}

function lookUp(tx: Transaction, named: NamedUser): UserRow | undefined {
  if ("username" in named) return findUser(tx, named.username);
  return tx.select().from(users).where(eq(users.id, named.userId)).get();
}
