import { eq } from "drizzle-orm";
import { apiTokens } from "../../drizzle/schema";
import type { Site } from "../../lib/auth/cookies";
import type { Database } from "../platform/db/database";
import type { UserActor } from "./actor";
import { bearerToken, hashApiToken } from "./api-token";
import { actorFor } from "./credential-check";
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
 * `last_used_at` helps people find unused tokens: one update a minute is exact enough and saves a write per request.
 */
const lastUsedResolutionS = 60;

/**
 * The user behind a request (page, action, route handler, WebSocket upgrade), or null. When there is an Authorization
 * header, it alone decides: a bad token is refused even with a valid cookie.
 */
export async function authenticateRequest(
  { address, ...credentials }: RequestCredentials,
  deps: AuthenticationDependencies,
): Promise<UserActor | null> {
  const actor = await actorOf(credentials, deps);
  return actor && (address ? { ...actor, address } : actor);
}

async function actorOf(
  credentials: Omit<RequestCredentials, "address">,
  { db, authSecret, nowS }: AuthenticationDependencies,
): Promise<UserActor | null> {
  if (credentials.authorization) return authenticateToken(credentials.authorization, db, nowS());
  const { header, site } = credentials.cookie ?? {};
  const value = header && site ? loginCookieOf(header, site) : null;
  const login = value ? await decodeLogin(value, authSecret) : null;
  if (!login) return null;
  const { userId, ...credential } = login;
  return actorFor(db, userId, { kind: "login", ...credential }, nowS());
}

async function authenticateToken(authorization: string, db: Database, nowS: number): Promise<UserActor | null> {
  const token = bearerToken(authorization);
  if (!token) return null;
  const tokenHash = hashApiToken(token);
  const stored = await db.read((tx) =>
    tx
      .select({ id: apiTokens.id, userId: apiTokens.userId, lastUsedAt: apiTokens.lastUsedAt })
      .from(apiTokens)
      .where(eq(apiTokens.tokenHash, tokenHash))
      .get(),
  );
  const actor = stored ? await actorFor(db, stored.userId, { kind: "token", tokenId: stored.id }, nowS) : null;
  if (stored && actor && nowS - (stored.lastUsedAt ?? 0) > lastUsedResolutionS) noteUse(db, stored.id, nowS);
  return actor;
}

/** Not awaited: a full disk must not lock programs out, because reading the history needs no write. */
function noteUse(db: Database, tokenId: number, nowS: number): void {
  const noted = db.write(
    (tx) => {
      tx.update(apiTokens).set({ lastUsedAt: nowS }).where(eq(apiTokens.id, tokenId)).run();
    },
    { lockTimeoutMs: 0 },
  );
  noted.catch(() => undefined);
}
