import { and, eq, ne } from "drizzle-orm";
import { logins, users } from "../../drizzle/schema";
import type { Transaction } from "../platform/db/database";
import type { UserRow } from "./find-user";

/** Whether a login is from before all of the user's logins were ended. */
export function isOfEpoch(
  login: { loginId: string; loginEpoch: number },
  user: Pick<UserRow, "loginEpoch" | "keptLoginId">,
): boolean {
  return login.loginEpoch === user.loginEpoch || login.loginId === user.keptLoginId;
}

/** Ends all logins of a user, and copies of their cookies, but the one to be kept. Returns the user's new row. */
export function endLoginsOf(tx: Transaction, user: UserRow, keptLoginId: string | null): UserRow {
  tx.delete(logins)
    .where(and(eq(logins.userId, user.id), keptLoginId === null ? undefined : ne(logins.loginId, keptLoginId)))
    .run();
  return tx
    .update(users)
    .set({ loginEpoch: user.loginEpoch + 1, keptLoginId })
    .where(eq(users.id, user.id))
    .returning()
    .get();
}
