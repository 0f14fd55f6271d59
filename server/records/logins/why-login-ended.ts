import { and, desc, eq, inArray } from "drizzle-orm";
import { auditLog, revokedLogins, users } from "../../../drizzle/schema";
import type { LoginEnd } from "../../../lib/auth/login-end";
import type { LoginClaims } from "../../access/login-cookie";
import { isOfEpoch } from "../../access/login-epoch";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

/**
 * Why the login of these claims is over; null: nobody ended it, or how is not on record. The claims are those of the
 * cookie that a browser sent, which nobody else has: so it may say what a stranger who types a name must not learn.
 */
export function whyLoginEnded(
  { db }: Pick<RecordsContext, "db">,
  claims: Pick<LoginClaims, "userId" | "loginId" | "loginEpoch">,
): Promise<LoginEnd | null> {
  const { userId, loginId } = claims;
  return db.read((tx) => {
    const user = tx.select().from(users).where(eq(users.id, userId)).get();
    if (!user) return null;
    if (user.disabledAt !== null) return "disabled";
    if (!isOfEpoch(claims, user)) return howAllEnded(tx, userId);
    const isRevoked = tx.select().from(revokedLogins).where(eq(revokedLogins.loginId, loginId)).get() !== undefined;
    return isRevoked ? "elsewhere" : null;
  });
}

/** By the newest act that ends all of a person's logins; null where its record is no longer kept. */
function howAllEnded(tx: Transaction, userId: number): LoginEnd | null {
  const ends = ["user.reset_password", "user.set_password", "login.revoke_all", "user.disable"];
  const ofUser = and(eq(auditLog.entity, "user"), eq(auditLog.entityId, String(userId)));
  const last = tx
    .select({ action: auditLog.action, by: auditLog.actorUserId })
    .from(auditLog)
    .where(and(ofUser, inArray(auditLog.action, ends)))
    .orderBy(desc(auditLog.id))
    .limit(1)
    .get();
  if (!last) return null;
  if (last.action === "user.reset_password") return "passwordReset";
  if (last.action === "user.set_password") return "passwordChanged";
  return last.by === userId ? "everywhere" : "everywhereByAdministrator";
}
