import { eq } from "drizzle-orm";
import { apiTokens, logins, revokedLogins, users } from "../../drizzle/schema";
import type { Database, Transaction } from "../platform/db/database";
import type { Credential, UserActor } from "./actor";
import { isOfEpoch } from "./login-epoch";

/** A credential that was found valid. */
export interface CheckedCredential {
  /** The user behind it, with their present role. */
  actor: UserActor;
  /** The person may do nothing yet but choose a password of their own. */
  mustChangePassword: boolean;
  /** When it was last noted that the credential is used, Unix seconds; null: never, or there is no place to note it. */
  lastUsedAt: number | null;
}

/**
 * Null when the credential is no longer valid: user disabled, password changed, logged out, token revoked, or expired.
 * Three reads by key. `nowS` is Unix seconds.
 */
export function checkCredential(
  db: Database,
  userId: number,
  credential: Credential,
  nowS: number,
): Promise<CheckedCredential | null> {
  return db.read((tx) => {
    const user = tx.select().from(users).where(eq(users.id, userId)).get();
    if (!user || user.disabledAt !== null) return null;
    const { username, role, passwordIsTemporary: mustChangePassword } = user;
    const checked = (lastUsedAt: number | null): CheckedCredential => ({
      actor: { kind: "user", userId, username, role, credential },
      mustChangePassword,
      lastUsedAt,
    });
    if (credential.kind === "login") {
      const isValid = isOfEpoch(credential, user) && credential.expiresAt > nowS && !isRevoked(tx, credential.loginId);
      return isValid ? checked(lastSeenAt(tx, credential.loginId)) : null;
    }
    const token = tx.select().from(apiTokens).where(eq(apiTokens.id, credential.tokenId)).get();
    return token && token.revokedAt === null ? checked(token.lastUsedAt) : null;
  });
}

/** The user behind a credential that is valid, also one who must choose a password first; else null. */
export async function actorFor(...check: Parameters<typeof checkCredential>): Promise<UserActor | null> {
  return (await checkCredential(...check))?.actor ?? null;
}

function isRevoked(tx: Transaction, loginId: string): boolean {
  return tx.select().from(revokedLogins).where(eq(revokedLogins.loginId, loginId)).get() !== undefined;
}

function lastSeenAt(tx: Transaction, loginId: string): number | null {
  const seen = tx.select({ at: logins.lastSeenAt }).from(logins).where(eq(logins.loginId, loginId)).get();
  return seen?.at ?? null;
}
