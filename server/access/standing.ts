import { inArray } from "drizzle-orm";
import { apiTokens, renewedLogins, revokedLogins, users } from "../../drizzle/schema";
import type { Database } from "../platform/db/database";
import type { UserActor } from "./actor";
import { isOfEpoch } from "./login-epoch";

/** Whether a credential is still valid; `expiresAt` in Unix seconds, null when it does not expire. */
export type Standing = { isRevoked: true; isDisabled?: true } | { isRevoked: false; expiresAt: number | null };

/**
 * Whether actors may stay connected with the role they had when they connected: one result per actor, in the given
 * order. Disabling the user, a new password, another role, logging out and a revoked token revoke it; a password that
 * somebody else made up revokes all of the person's. The caller compares `expiresAt` with its own clock. Four reads by
 * key for any number of actors.
 */
export function standingsOf(db: Database, actors: readonly UserActor[]): Promise<Standing[]> {
  const userIds = [...new Set(actors.map((actor) => actor.userId))];
  const loginIds = actors.flatMap(({ credential }) => (credential?.kind === "login" ? [credential.loginId] : []));
  const tokenIds = actors.flatMap(({ credential }) => (credential?.kind === "token" ? [credential.tokenId] : []));
  return db.read((tx) => {
    const people = new Map(
      tx
        .select()
        .from(users)
        .where(inArray(users.id, userIds))
        .all()
        .map((row) => [row.id, row]),
    );
    const revoked = new Set(
      tx
        .select({ loginId: revokedLogins.loginId })
        .from(revokedLogins)
        .where(inArray(revokedLogins.loginId, loginIds))
        .all()
        .map(({ loginId }) => loginId),
    );
    const renewed = new Map(
      tx
        .select()
        .from(renewedLogins)
        .where(inArray(renewedLogins.loginId, loginIds))
        .all()
        .map(({ loginId, expiresAt }) => [loginId, expiresAt]),
    );
    const tokens = new Set(
      tx
        .select({ id: apiTokens.id, revokedAt: apiTokens.revokedAt })
        .from(apiTokens)
        .where(inArray(apiTokens.id, tokenIds))
        .all()
        .flatMap(({ id, revokedAt }) => (revokedAt === null ? [id] : [])),
    );
    return actors.map(({ userId, role, credential }): Standing => {
      const person = people.get(userId);
      if (person && person.disabledAt !== null) return { isRevoked: true, isDisabled: true };
      if (!person || person.role !== role || !credential) return { isRevoked: true };
      if (person.passwordIsTemporary) return { isRevoked: true };
      if (credential.kind === "token") {
        return tokens.has(credential.tokenId) ? { isRevoked: false, expiresAt: null } : { isRevoked: true };
      }
      const { loginId, expiresAt } = credential;
      if (!isOfEpoch(credential, person) || revoked.has(loginId)) return { isRevoked: true };
      return { isRevoked: false, expiresAt: Math.max(expiresAt, renewed.get(loginId) ?? 0) };
    });
  });
}
