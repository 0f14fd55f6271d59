import { eq, lte } from "drizzle-orm";
import { logins, renewedLogins, revokedLogins, users } from "../../drizzle/schema";
import { deviceWords } from "../../lib/auth/device-words";
import { longestLoginS } from "../../lib/auth/login-lifetime";
import { AppError, type ErrorCode, errorCodeOf } from "../../lib/errors";
import type { Database, Transaction } from "../platform/db/database";
import type { Logger } from "../platform/observability/logger";
import type { SystemActor } from "./actor";
import { actorFor } from "./credential-check";
import { decodeLogin, encodeLogin, type LoginClaims, newLoginClaims } from "./login-cookie";
import type { LoginThrottle } from "./login-throttle";
import { type LoginAttempt, verifyCredentials } from "./verify-credentials";

/** What happened to a login, for the audit log; a refused one has no name, because people type passwords there. */
export type LoginAct =
  | { kind: "begin" | "renew" | "end"; userId: number; address: string | null }
  | { kind: "refuse"; reason: ErrorCode; address: string | null };

/** What a login needs from the running server. */
export interface LoginRuntime {
  contextFor(actor: SystemActor): { db: Database; nowS: () => number };
  authSecret: string;
  /** How long a login lasts after the password was entered, seconds. */
  loginLifetimeS: number;
  loginThrottle: LoginThrottle;
  /** Records it in the audit log; see server/records/audit-log/note-login.ts. */
  noteLogin(act: LoginAct): Promise<void>;
  logger: Logger;
}

/** Where a login came from, so that its person recognises it. */
export interface LoginOrigin {
  /** The client's address, as the server itself sees it. */
  address: string;
  /** The User-Agent header. */
  userAgent?: string | null;
}

/**
 * Checks name and password; resolves to the value of the login cookie. Throws AppError `bad_credentials`,
 * `account_disabled` or `rate_limited`.
 */
export async function logIn(
  { userAgent, ...attempt }: LoginAttempt & LoginOrigin,
  runtime: LoginRuntime,
): Promise<string> {
  const user = await checkLogin(attempt, runtime);
  const claims = newLoginClaims(user, endOfLogin(runtime));
  await recordLogin(claims, { address: attempt.address, userAgent }, runtime);
  return encodeLogin(claims, runtime.authSecret);
}

/** Adds the login to those that its person sees. One that can't be added is valid all the same. */
async function recordLogin(
  { loginId, userId, expiresAt }: LoginClaims,
  { address, userAgent }: LoginOrigin,
  { contextFor, logger }: Pick<LoginRuntime, "contextFor" | "logger">,
): Promise<void> {
  const { db, nowS } = contextFor({ kind: "system", job: "login" });
  const at = nowS();
  const row = { loginId, userId, ...deviceWords(userAgent), address, createdAt: at, lastSeenAt: at, expiresAt };
  const recorded = db.write((tx) => {
    tx.delete(logins).where(lte(logins.expiresAt, at)).run();
    tx.insert(logins).values(row).run();
  });
  await recorded.catch((error) => logger.warn("login_not_listed", { error }));
}

/**
 * Renews a login after the password is entered again; resolves to the new value of its cookie. The login keeps its id,
 * so its connections stay open. Throws AppError `unauthorized` for a login that is no longer valid, `bad_credentials`,
 * `rate_limited`.
 */
export async function renewLogin(
  { cookieValue, password, address }: { cookieValue: string; password: string; address: string },
  runtime: LoginRuntime,
): Promise<string> {
  const { db, nowS } = runtime.contextFor({ kind: "system", job: "login" });
  const claims = await decodeLogin(cookieValue, runtime.authSecret);
  const actor = claims && (await actorFor(db, claims.userId, { kind: "login", ...claims }, nowS()));
  if (!actor) throw new AppError("unauthorized");
  await checkLogin({ username: actor.username, password, address }, runtime, "renew");
  const { loginId } = claims;
  const expiresAt = endOfLogin(runtime);
  await db.write((tx) => {
    tx.delete(renewedLogins).where(lte(renewedLogins.expiresAt, nowS())).run();
    const renewal = { target: renewedLogins.loginId, set: { expiresAt } };
    tx.insert(renewedLogins).values({ loginId, expiresAt }).onConflictDoUpdate(renewal).run();
    tx.update(logins).set({ expiresAt }).where(eq(logins.loginId, loginId)).run();
  });
  return encodeLogin({ ...claims, expiresAt }, runtime.authSecret);
}

/** Unix seconds. */
function endOfLogin({ contextFor, loginLifetimeS }: LoginRuntime): number {
  return contextFor({ kind: "system", job: "login" }).nowS() + loginLifetimeS;
}

/**
 * `verifyCredentials`, and a line in the log and in the audit log: who logged in, or the address of a refused attempt.
 * The attempted name is never written down, because people type passwords into the wrong field.
 */
export async function checkLogin(
  attempt: LoginAttempt,
  runtime: Omit<LoginRuntime, "authSecret" | "loginLifetimeS">,
  kind: "begin" | "renew" = "begin",
): Promise<{ userId: number; username: string; loginEpoch: number }> {
  const { contextFor, loginThrottle, logger } = runtime;
  const { address } = attempt;
  try {
    const user = await verifyCredentials(attempt, {
      db: contextFor({ kind: "system", job: "login" }).db,
      loginThrottle,
    });
    logger.info("login", { user_id: user.userId });
    await noteLogin(runtime, { kind, userId: user.userId, address });
    return user;
  } catch (error) {
    const reason = errorCodeOf(error);
    logger.warn("login_refused", { reason, address });
    await noteLogin(runtime, { kind: "refuse", reason, address });
    throw error;
  }
}

/** A full disk must lock nobody out, so the log alone says what could not be recorded. */
async function noteLogin({ noteLogin, logger }: Pick<LoginRuntime, "noteLogin" | "logger">, act: LoginAct) {
  await noteLogin(act).catch((error: unknown) => logger.error("login_not_audited", { error, kind: act.kind }));
}

/** Ends the login of a cookie's claims, as its person asked, and records it; see `revokeLogin`. */
export async function logOut(
  { loginId, userId }: Pick<LoginClaims, "loginId" | "userId">,
  address: string | null,
  runtime: Pick<LoginRuntime, "contextFor" | "noteLogin" | "logger">,
): Promise<void> {
  const { db, nowS } = runtime.contextFor({ kind: "system", job: "login" });
  await revokeLogin(db, loginId, nowS());
  await noteLogin(runtime, { kind: "end", userId, address });
}

/** The login of a user who has just entered the password at next-auth's own endpoint. */
export async function beginLogin(
  userId: number,
  origin: LoginOrigin,
  runtime: LoginRuntime,
): Promise<LoginClaims | null> {
  const { db } = runtime.contextFor({ kind: "system", job: "login" });
  const user = await db.read((tx) =>
    tx.select({ loginEpoch: users.loginEpoch }).from(users).where(eq(users.id, userId)).get(),
  );
  if (!user) return null;
  const claims = newLoginClaims({ userId, loginEpoch: user.loginEpoch }, endOfLogin(runtime));
  await recordLogin(claims, origin, runtime);
  return claims;
}

/** Ends one login, including all copies of its cookie. `nowS` is Unix seconds. */
export function revokeLogin(db: Database, loginId: string, nowS: number): Promise<void> {
  return db.write((tx) => markRevoked(tx, loginId, nowS));
}

/** As `revokeLogin`, for acts with an open transaction. */
export function markRevoked(tx: Transaction, loginId: string, nowS: number): void {
  tx.delete(revokedLogins).where(lte(revokedLogins.expiresAt, nowS)).run();
  // The row can be dropped once every copy of the cookie has expired.
  const expiresAt = nowS + longestLoginS;
  tx.insert(revokedLogins).values({ loginId, expiresAt }).onConflictDoNothing().run();
  tx.delete(logins).where(eq(logins.loginId, loginId)).run();
}
