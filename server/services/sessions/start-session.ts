import { randomUUID } from "node:crypto";
import { sessions } from "../../../drizzle/schema";
import { writeTransaction } from "../../db/transaction";
import { authorise, type ServiceContext } from "../context";
import { parseInput } from "../parse";
import { requirePerson } from "../person";
import { type SessionOptions, sessionOptionsSchema } from "./options";

/** Begins a voice session for the acting person. */
export function startSession(ctx: ServiceContext, input: SessionOptions): { sessionId: string } {
  authorise(ctx.actor, "chat:use");
  const { userId } = requirePerson(ctx.actor);
  const options = parseInput(sessionOptionsSchema, input);
  const sessionId = randomUUID();
  const now = ctx.now();
  writeTransaction(ctx.db, (tx) => {
    tx.insert(sessions)
      .values({ id: sessionId, userId, ...options, createdAt: now, lastSeenAt: now })
      .run();
  });
  return { sessionId };
}
