import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { usernameSchema } from "../../../lib/auth/credentials";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { userByName } from "./user-by-name";

const inputSchema = z.object({ username: usernameSchema });

/** Enables a disabled user, with the old password; old logins stay invalid. Throws AppError `not_found`. */
export async function enableUser(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "user:manage");
  const { username } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const user = userByName(tx, username);
    if (user.disabledAt === null) return;
    const after = tx.update(users).set({ disabledAt: null }).where(eq(users.id, user.id)).returning().get();
    appendAudit(tx, ctx, { action: "user.enable", entity: "user", entityId: user.id, before: user, after });
  });
}
