import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { namedUser, namedUserSchema } from "./named-user";

/** Enables a disabled user, with the old password; old logins stay invalid. Throws AppError `not_found`. */
export async function enableUser(ctx: RecordsContext, input: z.input<typeof namedUserSchema>): Promise<void> {
  authorise(ctx.actor, "user:manage");
  const named = parseInput(namedUserSchema, input);
  await ctx.db.write((tx) => {
    const user = namedUser(tx, named);
    if (user.disabledAt === null) return;
    const after = tx.update(users).set({ disabledAt: null }).where(eq(users.id, user.id)).returning().get();
    appendAudit(tx, ctx, { action: "user.enable", entity: "user", entityId: user.id, before: user, after });
  });
}
