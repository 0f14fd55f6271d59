import { count, eq, gt, max, sql } from "drizzle-orm";
import { logins, users } from "../../../drizzle/schema";
import type { Role } from "../../../lib/auth/permissions";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

export interface UserSummary {
  userId: number;
  username: string;
  role: Role;
  disabled: boolean;
  /** The person has not replaced the password that was made up for them. */
  passwordIsTemporary: boolean;
  /** Logins that have not ended. */
  logins: number;
  /** When one of these was last used; Unix seconds, as `createdAt`. Null while there is none. */
  lastSeenAt: number | null;
  createdAt: number;
}

/** Every user, by name. Never a hash. */
export async function listUsers(ctx: RecordsContext): Promise<UserSummary[]> {
  authorise(ctx.actor, "user:manage");
  const rows = await ctx.db.read((tx) => {
    const seen = tx
      .select({ userId: logins.userId, logins: count().as("logins"), lastSeenAt: max(logins.lastSeenAt).as("seen_at") })
      .from(logins)
      .where(gt(logins.expiresAt, ctx.nowS()))
      .groupBy(logins.userId)
      .as("seen");
    return tx
      .select({
        userId: users.id,
        username: users.username,
        role: users.role,
        disabledAt: users.disabledAt,
        passwordIsTemporary: users.passwordIsTemporary,
        logins: seen.logins,
        lastSeenAt: seen.lastSeenAt,
        createdAt: users.createdAt,
      })
      .from(users)
      .leftJoin(seen, eq(seen.userId, users.id))
      .orderBy(sql`lower(${users.username})`)
      .all();
  });
  return rows.map(({ disabledAt, ...user }) => ({ ...user, disabled: disabledAt !== null, logins: user.logins ?? 0 }));
}
