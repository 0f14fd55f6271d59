import type { Permission } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import { type Actor, authorise } from "../../access/actor";
import { findUser, type UserRow } from "../../access/find-user";
import type { Transaction } from "../../platform/db/database";

/** The user with this name. Throws AppError `not_found`. */
export function userByName(tx: Transaction, username: string): UserRow {
  const user = findUser(tx, username);
  if (!user) throw new AppError("not_found", "There is no user of that name.");
  return user;
}

/**
 * The user with this name, for an act that people may do to themselves with `ownPermission` and to others with
 * `user:manage`. Throws AppError `forbidden` before revealing whether the name exists, then `not_found`.
 */
export function authoriseForUser(tx: Transaction, actor: Actor, username: string, ownPermission: Permission): UserRow {
  const user = findUser(tx, username);
  // Compared by id: names that look alike in another script are different people.
  const own = actor.kind === "user" && user?.id === actor.userId;
  authorise(actor, own ? ownPermission : "user:manage");
  return user ?? userByName(tx, username);
}
