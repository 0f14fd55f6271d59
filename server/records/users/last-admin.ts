import { and, eq, isNull, ne } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { UserRow } from "../../access/find-user";
import type { Transaction } from "../../platform/db/database";

/**
 * Throws AppError `conflict` when nobody else could administer. Call it in the transaction that takes the right away:
 * two people, or two tabs, can't each take away the other's.
 */
export function keepAnAdmin(tx: Transaction, user: UserRow): void {
  if (user.role !== "admin" || user.disabledAt !== null) return;
  const other = and(eq(users.role, "admin"), isNull(users.disabledAt), ne(users.id, user.id));
  if (tx.select({ id: users.id }).from(users).where(other).limit(1).get()) return;
  throw new AppError("conflict", "The last admin stays an admin who can log in.");
}
