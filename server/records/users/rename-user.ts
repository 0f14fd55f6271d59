import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { usernameSchema } from "../../../lib/auth/credentials";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { namedUser, namedUserSchema } from "./named-user";

const inputSchema = z.intersection(namedUserSchema, z.object({ newName: usernameSchema }));

/**
 * Gives a user another name to log in with; nothing else changes, as records know people by id. Throws AppError
 * `not_found`, or `conflict` when the name is taken, ignoring the case.
 */
export async function renameUser(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "user:manage");
  const { newName, ...named } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const user = namedUser(tx, named);
    if (user.username === newName) return;
    const after = tx.update(users).set({ username: newName }).where(eq(users.id, user.id)).returning().get();
    appendAudit(tx, ctx, { action: "user.rename", entity: "user", entityId: user.id, before: user, after });
  });
}
