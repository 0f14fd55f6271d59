import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import { endLoginsOf } from "../../access/login-epoch";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { keepAnAdmin } from "./last-admin";
import { namedUser, namedUserSchema } from "./named-user";

/**
 * Disables a user: logins and tokens are refused, and open connections end at their next check. Their records stay.
 * Repeating it changes nothing. Throws AppError `not_found`, or `conflict` for the last enabled admin.
 */
export async function disableUser(ctx: RecordsContext, input: z.input<typeof namedUserSchema>): Promise<void> {
  authorise(ctx.actor, "user:manage");
  const named = parseInput(namedUserSchema, input);
  await ctx.db.write((tx) => {
    const user = namedUser(tx, named);
    if (user.disabledAt !== null) return;
    keepAnAdmin(tx, user);
    endLoginsOf(tx, user, null);
    const disabled = { disabledAt: ctx.nowS() };
    const after = tx.update(users).set(disabled).where(eq(users.id, user.id)).returning().get();
    appendAudit(tx, ctx, { action: "user.disable", entity: "user", entityId: user.id, before: user, after });
  });
}
