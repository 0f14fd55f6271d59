import { eq } from "drizzle-orm";
import { apiTokens, revokedLogins, users } from "../../drizzle/schema";
import type { Database, Transaction } from "../platform/db/database";
import type { Credential, UserActor } from "./actor";

/**
 * The user behind a credential with their present role, or null when the credential is no longer valid: user disabled,
 * password changed, logged out, token revoked, or expired. Two or three reads by key. `nowS` is Unix seconds.
 */
export function actorFor(
  db: Database,
  userId: number,
  credential: Credential,
  nowS: number,
): Promise<UserActor | null> {
  return db.read((tx) => {
    const user = tx.select().from(users).where(eq(users.id, userId)).get();
    if (!user || user.disabledAt !== null) return null;
    const valid =
      credential.kind === "login"
        ? credential.loginEpoch === user.loginEpoch && credential.expiresAt > nowS && !isRevoked(tx, credential.loginId)
        : isTokenLive(tx, credential.tokenId);
    return valid ? { kind: "user", userId, username: user.username, role: user.role, credential } : null;
  });
}

function isRevoked(tx: Transaction, loginId: string): boolean {
  return tx.select().from(revokedLogins).where(eq(revokedLogins.loginId, loginId)).get() !== undefined;
}

function isTokenLive(tx: Transaction, tokenId: number): boolean {
  const token = tx.select({ revokedAt: apiTokens.revokedAt }).from(apiTokens).where(eq(apiTokens.id, tokenId)).get();
  return token !== undefined && token.revokedAt === null;
}
