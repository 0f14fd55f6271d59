import { and, eq, isNull, lt, or } from "drizzle-orm";
import { apiTokens } from "../../drizzle/schema";
import type { Database } from "../db/connection";
import type { UserActor } from "../services/context";
import { bearerToken, hashApiToken } from "./api-token";
import { actorFor } from "./credential-check";
import { decodeLogin, loginCookieOf } from "./login-cookie";

/** The two headers by which anybody proves who they are. */
export interface RequestCredentials {
  cookie?: string | null | undefined;
  authorization?: string | null | undefined;
}

export interface AuthenticationDependencies {
  db: Database;
  authSecret: string;
  /** Unix seconds */
  now: () => number;
}

/** `last_used_at` is for people who tidy up tokens: once a minute is exact enough and spares a write a request. */
const lastUsedResolutionS = 60;

/**
 * Who sends this request: a page, an action, a route handler, a socket's upgrade. Null for nobody.
 * An Authorization header decides alone: a bad token is not made good by a cookie.
 */
export async function authenticateRequest(
  credentials: RequestCredentials,
  { db, authSecret, now }: AuthenticationDependencies,
): Promise<UserActor | null> {
  if (credentials.authorization) return authenticateToken(credentials.authorization, db, now());
  const value = credentials.cookie ? loginCookieOf(credentials.cookie) : null;
  const login = value ? await decodeLogin(value, authSecret) : null;
  if (!login) return null;
  const { userId, loginId, loginEpoch, expiresAt } = login;
  return actorFor(db, userId, { kind: "login", loginId, loginEpoch, expiresAt }, now());
}

function authenticateToken(authorization: string, db: Database, now: number): UserActor | null {
  const token = bearerToken(authorization);
  if (!token) return null;
  const stored = db
    .select({ id: apiTokens.id, userId: apiTokens.userId })
    .from(apiTokens)
    .where(eq(apiTokens.tokenHash, hashApiToken(token)))
    .get();
  const actor = stored ? actorFor(db, stored.userId, { kind: "token", tokenId: stored.id }, now) : null;
  if (stored && actor) noteUse(db, stored.id, now);
  return actor;
}

function noteUse(db: Database, tokenId: number, now: number): void {
  const stale = or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, now - lastUsedResolutionS));
  try {
    db.update(apiTokens)
      .set({ lastUsedAt: now })
      .where(and(eq(apiTokens.id, tokenId), stale))
      .run();
  } catch {
    // A full disk must not lock programs out: the note is a convenience, reading the history needs no write.
  }
}
