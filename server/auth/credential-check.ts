import { eq } from "drizzle-orm";
import { apiTokens, revokedLogins, users } from "../../drizzle/schema";
import type { Database } from "../db/connection";
import type { Credential, UserActor } from "../services/context";

/**
 * The person behind a credential as they are now, or null when it no longer counts: disabled, password changed,
 * logged out, token revoked, expired. Two or three reads by key. `now` is Unix seconds.
 */
export function actorFor(db: Database, userId: number, credential: Credential, now: number): UserActor | null {
  const user = db.select().from(users).where(eq(users.id, userId)).get();
  if (!user || user.disabledAt !== null) return null;
  const valid =
    credential.kind === "login"
      ? credential.loginEpoch === user.loginEpoch && credential.expiresAt > now && !isRevoked(db, credential.loginId)
      : isTokenLive(db, credential.tokenId);
  return valid ? { kind: "user", userId, username: user.username, role: user.role, credential } : null;
}

/**
 * True while someone who came in may stay, with the rights they came in with. Cheap: open connections ask again
 * every few seconds. False for actors without a credential.
 */
export function isActorStillValid(db: Database, actor: UserActor, now: number): boolean {
  if (!actor.credential) return false;
  return actorFor(db, actor.userId, actor.credential, now)?.role === actor.role;
}

function isRevoked(db: Database, loginId: string): boolean {
  return db.select().from(revokedLogins).where(eq(revokedLogins.loginId, loginId)).get() !== undefined;
}

function isTokenLive(db: Database, tokenId: number): boolean {
  const token = db.select({ revokedAt: apiTokens.revokedAt }).from(apiTokens).where(eq(apiTokens.id, tokenId)).get();
  return token !== undefined && token.revokedAt === null;
}
