import { asc } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import type { Role } from "../../../lib/auth/permissions";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

export interface UserSummary {
  userId: number;
  username: string;
  role: Role;
  disabled: boolean;
  /** Unix seconds */
  createdAt: number;
}

/** Every user, by name. Never a hash. */
export async function listUsers(ctx: RecordsContext): Promise<UserSummary[]> {
  authorise(ctx.actor, "user:manage");
  const rows = await ctx.db.read((tx) =>
    tx
      .select({
        userId: users.id,
        username: users.username,
        role: users.role,
        disabledAt: users.disabledAt,
        createdAt: users.createdAt,
      })
      .from(users)
      .orderBy(asc(users.username))
      .all(),
  );
  return rows.map(({ disabledAt, ...user }) => ({ ...user, disabled: disabledAt !== null }));
}
