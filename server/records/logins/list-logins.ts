import { and, desc, eq, gt } from "drizzle-orm";
import type { z } from "zod";
import { logins } from "../../../drizzle/schema";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { authoriseForUser, namedUserSchema } from "../users/named-user";

/** A login that has not ended, so that its person recognises it. */
export interface LoginSummary {
  loginId: string;
  /** Null where the browser's name for itself is not one we know. */
  browser: string | null;
  system: string | null;
  address: string;
  /** Unix seconds, as the two below */
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  /** The one with which it is asked. */
  isCurrent: boolean;
}

/** The logins of a user, the newest first: one's own, or anybody's with the permission to manage users. */
export async function listLogins(ctx: RecordsContext, input: z.input<typeof namedUserSchema>): Promise<LoginSummary[]> {
  const named = parseInput(namedUserSchema, input);
  const { actor } = ctx;
  const current = actor.kind === "user" && actor.credential?.kind === "login" ? actor.credential.loginId : null;
  const rows = await ctx.db.read((tx) => {
    const user = authoriseForUser(tx, actor, named, "login:manage_own");
    const living = and(eq(logins.userId, user.id), gt(logins.expiresAt, ctx.nowS()));
    return tx.select().from(logins).where(living).orderBy(desc(logins.createdAt)).all();
  });
  return rows.map(({ userId: _, ...login }) => ({ ...login, isCurrent: login.loginId === current }));
}
