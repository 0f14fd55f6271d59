import { eq } from "drizzle-orm";
import { apiTokens } from "../../drizzle/schema";
import type { Site } from "../../lib/auth/cookies";
import type { Database } from "../platform/db/database";
import type { UserActor } from "./actor";
import { bearerToken, hashApiToken } from "./api-token";
import { actorFor } from "./credential-check";
import { decodeLogin, loginCookieOf } from "./login-cookie";

/** The two headers by which anybody proves who they are, and where the request comes from. */
export interface RequestCredentials {
  /** As the server itself sees it; undefined for a connection that is gone already. */
  address: string | undefined;
  cookie?: SentCookies | undefined;
  authorization?: string | null | undefined;
}

/** A Cookie header and the site that it was sent to, which says what our cookie is called there. */
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

/** `last_used_at` is for people who tidy up tokens: once a minute is exact enough and spares a write a request. */
const lastUsedResolutionS = 60;

/**
 * Who sends this request: a page, an action, a route handler, a socket's upgrade. Null for nobody.
 * An Authorization header decides alone: a bad token is not made good by a cookie.
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

/** Nobody waits for it: a full disk must not lock programs out, reading the history needs no write. */
function noteUse(db: Database, tokenId: number, nowS: number): void {
  const noted = db.write(
    (tx) => {
      tx.update(apiTokens).set({ lastUsedAt: nowS }).where(eq(apiTokens.id, tokenId)).run();
    },
    { lockTimeoutMs: 0 },
  );
  noted.catch(() => undefined);
}
