import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { roles } from "../../../lib/auth/permissions";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { keepAnAdmin } from "./last-admin";
import { namedUser, namedUserSchema } from "./named-user";

const inputSchema = z.intersection(namedUserSchema, z.object({ role: z.enum(roles) }));

/**
 * Gives a user another role. Their logins go on with it; open connections end at their next check and begin again.
 * Throws AppError `not_found`, or `conflict` for the last enabled admin.
 */
export async function changeRole(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "user:manage");
  const { role, ...named } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const user = namedUser(tx, named);
    if (user.role === role) return;
    keepAnAdmin(tx, user);
    const after = tx.update(users).set({ role }).where(eq(users.id, user.id)).returning().get();
    appendAudit(tx, ctx, { action: "user.change_role", entity: "user", entityId: user.id, before: user, after });
  });
}
