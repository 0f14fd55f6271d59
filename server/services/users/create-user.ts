import { z } from "zod";
import { users } from "../../../drizzle/schema";
import { roles } from "../../../lib/auth/permissions";
import { hashPassword, passwordSchema } from "../../auth/passwords";
import { writeTransaction } from "../../db/transaction";
import { appendAudit } from "../audit";
import { authorise, type ServiceContext } from "../context";
import { parseInput } from "../parse";
import { usernameSchema } from "./user-input";

const inputSchema = z.object({ username: usernameSchema, password: passwordSchema, role: z.enum(roles) });
export type CreateUserInput = z.input<typeof inputSchema>;

/** Adds a user who can log in at once. Throws AppError `conflict` when the name is taken, in any capitals. */
export async function createUser(ctx: ServiceContext, input: CreateUserInput): Promise<{ userId: number }> {
  authorise(ctx.actor, "user:manage");
  const { username, password, role } = parseInput(inputSchema, input);
  const passwordHash = await hashPassword(password);
  return writeTransaction(ctx.db, (tx) => {
    const { userId } = tx
      .insert(users)
      .values({ username, passwordHash, role, createdAt: ctx.now() })
      .returning({ userId: users.id })
      .get();
    appendAudit(tx, ctx, "user.create", `user:${userId}`, { username, role });
    return { userId };
  });
}
