import { eq, lte } from "drizzle-orm";
import { revokedLogins, users } from "../../drizzle/schema";
import { errorCodeOf } from "../../lib/errors";
import type { Database } from "../db/database";
import type { AvatarRuntime } from "../runtime";
import { encodeLogin, type LoginClaims, loginLifetimeS, newLoginClaims } from "./login-cookie";
import { type LoginAttempt, verifyCredentials } from "./verify-credentials";

type LoginRuntime = Pick<AvatarRuntime, "contextFor" | "authSecret" | "loginThrottle" | "logger">;

/**
 * Checks name and password; resolves to the value of the login cookie. Throws AppError `bad_credentials` or
 * `rate_limited`.
 */
export async function logIn(attempt: LoginAttempt, runtime: LoginRuntime): Promise<string> {
  return encodeLogin(newLoginClaims(await checkLogin(attempt, runtime)), runtime.authSecret);
}

/**
 * `verifyCredentials` with a line in the log: who came in, or from which address somebody was refused. Never the name
 * that was tried: people type passwords into the wrong field.
 */
export async function checkLogin(
  attempt: LoginAttempt,
  { contextFor, loginThrottle, logger }: Omit<LoginRuntime, "authSecret">,
): Promise<{ userId: number; username: string; loginEpoch: number }> {
  try {
    const user = await verifyCredentials(attempt, { db: contextFor({ kind: "system" }).db, loginThrottle });
    logger.info("login", { user_id: user.userId });
    return user;
  } catch (error) {
    logger.warn("login_refused", { reason: errorCodeOf(error), address: attempt.address });
    throw error;
  }
}

/** Claims for a user who has just proved their password to next-auth's own endpoint. */
export async function claimsForUser(db: Database, userId: number): Promise<LoginClaims | null> {
  const user = await db.read((tx) =>
    tx.select({ loginEpoch: users.loginEpoch }).from(users).where(eq(users.id, userId)).get(),
  );
  return user ? newLoginClaims({ userId, loginEpoch: user.loginEpoch }) : null;
}

/** Ends one login everywhere its cookie was copied to. `now` is Unix seconds. */
export function revokeLogin(db: Database, loginId: string, now: number): Promise<void> {
  return db.write((tx) => {
    tx.delete(revokedLogins).where(lte(revokedLogins.expiresAt, now)).run();
    // Past any renewal: next-auth renews a cookie for at most a lifetime from now, with 15 s of clock tolerance.
    const expiresAt = now + loginLifetimeS + 60;
    tx.insert(revokedLogins).values({ loginId, expiresAt }).onConflictDoNothing().run();
  });
}
