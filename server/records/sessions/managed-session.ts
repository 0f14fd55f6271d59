import { eq } from "drizzle-orm";
import { sessions } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { type Actor, authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import { notFound } from "../audit-log/hidden";
import { mayManageAll } from "../turns/manageable-turn";

/**
 * A conversation that the actor may rename and delete. Throws AppError `not_found` for an unknown one, a deleted one,
 * and somebody else's alike.
 */
export function managedSession(tx: Transaction, actor: Actor, sessionId: string): typeof sessions.$inferSelect {
  const session = sessionOf(tx, actor, sessionId);
  if (session.deletedAt !== null) throw new AppError("not_found");
  return session;
}

/** As `managedSession`, deleted or not. */
export function sessionOf(tx: Transaction, actor: Actor, sessionId: string): typeof sessions.$inferSelect {
  authorise(actor, "history:manage_own");
  const session = tx.select().from(sessions).where(eq(sessions.id, sessionId)).get();
  const isOwn = actor.kind === "user" && session?.userId === actor.userId;
  if (!session || !(isOwn || mayManageAll(actor))) {
    throw notFound(tx, actor, { sessionId }, "history:manage_all");
  }
  return session;
}
