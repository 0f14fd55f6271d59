import { eq } from "drizzle-orm";
import { apiTokens, logins } from "../../drizzle/schema";
import type { Site } from "../../lib/auth/cookies";
import { AppError } from "../../lib/errors";
import type { Database } from "../platform/db/database";
import type { Credential, UserActor } from "./actor";
import { bearerToken, hashApiToken } from "./api-token";
import { type CheckedCredential, checkCredential } from "./credential-check";
import { decodeLogin, loginCookieOf } from "./login-cookie";

/** The two headers that can authenticate a request, and the address it comes from. */
export interface RequestCredentials {
  /** As the server itself sees it; undefined when the connection has already closed. */
  address: string | undefined;
  cookie?: SentCookies | undefined;
  authorization?: string | null | undefined;
}

/** A Cookie header and the site it was sent to; the site decides the name of our cookie. */
export interface SentCookies {
  header: string | null | undefined;
  site: Site;
}

export interface AuthenticationDependencies {
  db: Database;
  authSecret: string;
  /** Unix seconds */
  nowS: () => number;
}

/**
 * `last_used_at` helps people find unused tokens and forgotten logins: one update a minute is exact enough and saves a
 * write per request.
 */
const lastUsedResolutionS = 60;

/** Who sent a request. */
export type IdentifiedPerson = Pick<CheckedCredential, "actor" | "mustChangePassword">;

/**
 * The user behind a request (page, action, route handler, WebSocket upgrade), or null. When there is an Authorization
 * header, it alone decides: a bad token is refused even with a valid cookie. Throws AppError `password_change_required`
 * while the person's password is one that somebody else made up.
 */
export async function authenticateRequest(
  credentials: RequestCredentials,
  deps: AuthenticationDependencies,
): Promise<UserActor | null> {
  const person = await identifyRequest(credentials, deps);
  if (person?.mustChangePassword) throw new AppError("password_change_required");
  return person?.actor ?? null;
}

/**
 * As `authenticateRequest`, for the few places that are open to somebody who must choose a password first. Everything
 * else asks the other one.
 */
export async function identifyRequest(
  { address, ...credentials }: RequestCredentials,
  deps: AuthenticationDependencies,
): Promise<IdentifiedPerson | null> {
  const { db, nowS } = deps;
  const sent = await credentialOf(credentials, deps);
  const checked = sent && (await checkCredential(db, sent.userId, sent.credential, nowS()));
  if (!checked) return null;
  if (nowS() - (checked.lastUsedAt ?? 0) > lastUsedResolutionS) noteUse(db, sent.credential, nowS());
  const { actor, mustChangePassword } = checked;
  return { actor: address ? { ...actor, address } : actor, mustChangePassword };
}

/** The credential that a request shows, unchecked. */
async function credentialOf(
  { authorization, cookie }: Omit<RequestCredentials, "address">,
  { db, authSecret }: AuthenticationDependencies,
): Promise<{ userId: number; credential: Credential } | null> {
  if (authorization) {
    const token = bearerToken(authorization);
    const stored = token && (await findToken(db, hashApiToken(token)));
    return stored ? { userId: stored.userId, credential: { kind: "token", tokenId: stored.id } } : null;
  }
  const { header, site } = cookie ?? {};
  const value = header && site ? loginCookieOf(header, site) : null;
  const login = value ? await decodeLogin(value, authSecret) : null;
  if (!login) return null;
  const { userId, ...claims } = login;
  return { userId, credential: { kind: "login", ...claims } };
}

function findToken(db: Database, tokenHash: string) {
  const { id, userId } = apiTokens;
  return db.read((tx) => tx.select({ id, userId }).from(apiTokens).where(eq(apiTokens.tokenHash, tokenHash)).get());
}

/** Not awaited: a full disk must not lock anybody out, because reading the history needs no write. */
function noteUse(db: Database, credential: Credential, nowS: number): void {
  const noted = db.write(
    (tx) => {
      if (credential.kind === "token") {
        tx.update(apiTokens).set({ lastUsedAt: nowS }).where(eq(apiTokens.id, credential.tokenId)).run();
      } else {
        tx.update(logins).set({ lastSeenAt: nowS }).where(eq(logins.loginId, credential.loginId)).run();
      }
    },
    { lockTimeoutMs: 0 },
  );
  noted.catch(() => undefined);
}
