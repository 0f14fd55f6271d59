import { sql } from "drizzle-orm";
import { users } from "../../drizzle/schema";
import type { Transaction } from "../platform/db/database";

export type UserRow = typeof users.$inferSelect;

/** The user with this name; ASCII letters match in upper and lower case. */
export function findUser(tx: Transaction, username: string): UserRow | undefined {
  return tx.select().from(users).where(sql`lower(${users.username}) = lower(${username})`).get();
}
