import { eq, lte } from "drizzle-orm";
import { revokedLogins, users } from "../../drizzle/schema";
import type { Database } from "../db/connection";
import { writeTransaction } from "../db/transaction";
import type { AvatarRuntime } from "../runtime";
import { encodeLogin, type LoginClaims, loginLifetimeS, newLoginClaims } from "./login-cookie";
import { type LoginAttempt, verifyCredentials } from "./verify-credentials";

type LoginRuntime = Pick<AvatarRuntime, "contextFor" | "authSecret" | "loginThrottle" | "logger">;

/**
 * Checks name and password; resolves to the value of the login cookie. Throws AppError `bad_credentials` or
 * `rate_limited`.
 */
export async function logIn(attempt: LoginAttempt, runtime: LoginRuntime): Promise<string> {
  const { db } = runtime.contextFor({ kind: "system" });
  const user = await verifyCredentials(attempt, { db, loginThrottle: runtime.loginThrottle });
  runtime.logger.info("login", { user_id: user.userId });
  return encodeLogin(newLoginClaims(user), runtime.authSecret);
}

/** Claims for a user who has just proved their password to next-auth's own endpoint. */
export function claimsForUser(db: Database, userId: number): LoginClaims | null {
  const user = db.select({ loginEpoch: users.loginEpoch }).from(users).where(eq(users.id, userId)).get();
  return user ? newLoginClaims({ userId, loginEpoch: user.loginEpoch }) : null;
}

/** Ends one login everywhere its cookie was copied to. `now` is Unix seconds. */
export function revokeLogin(db: Database, loginId: string, now: number): void {
  writeTransaction(db, (tx) => {
    tx.delete(revokedLogins).where(lte(revokedLogins.expiresAt, now)).run();
    // Past any renewal: next-auth renews a cookie for at most a lifetime from now, with 15 s of clock tolerance.
    const expiresAt = now + loginLifetimeS + 60;
    tx.insert(revokedLogins).values({ loginId, expiresAt }).onConflictDoNothing().run();
  });
}
