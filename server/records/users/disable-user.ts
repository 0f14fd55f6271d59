import { and, count, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { usernameSchema } from "../../../lib/auth/credentials";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import type { UserRow } from "../../access/find-user";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { userByName } from "./user-by-name";

const inputSchema = z.object({ username: usernameSchema });

/**
 * Disables a user: logins and tokens are refused, and open connections end at their next check. Their records stay.
 * Repeating it changes nothing. Throws AppError `not_found`, or `conflict` for the last enabled admin.
 */
export async function disableUser(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "user:manage");
  const { username } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const user = userByName(tx, username);
    if (user.disabledAt !== null) return;
    if (isLastAdmin(tx, user)) throw new AppError("conflict", "The last admin cannot be disabled.");
    const after = tx
      .update(users)
      .set({ disabledAt: ctx.nowS(), loginEpoch: user.loginEpoch + 1 })
      .where(eq(users.id, user.id))
      .returning()
      .get();
    appendAudit(tx, ctx, { action: "user.disable", entity: "user", entityId: user.id, before: user, after });
  });
}

function isLastAdmin(tx: Transaction, user: UserRow): boolean {
  if (user.role !== "admin") return false;
  const others = and(eq(users.role, "admin"), isNull(users.disabledAt), ne(users.id, user.id));
  return tx.select({ others: count() }).from(users).where(others).get()?.others === 0;
}
