import { and, eq } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { type Actor, authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import { notFound } from "../audit-log/hidden";
import { isNotDeleted } from "../ownership";

/**
 * A turn that the actor may rate and correct. Throws AppError `not_found` for an unknown one, one of a deleted
 * conversation, and one of somebody else's alike.
 */
export function manageableTurn(tx: Transaction, actor: Actor, turnId: string) {
  authorise(actor, "history:manage_own");
  const row = tx
    .select({ conversation: conversations, details: turnDetails })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(eq(turnDetails.turnId, turnId), isNotDeleted()))
    .get();
  const may = row && (mayManageAll(actor) || (actor.kind === "user" && row.details.userId === actor.userId));
  if (!may) throw notFound(tx, actor, { turnId }, "history:manage_all");
  return row;
}

/** The actor may change what everybody said. */
export function mayManageAll(actor: Actor): boolean {
  return actor.kind === "system" || can(actor.role, "history:manage_all");
}
