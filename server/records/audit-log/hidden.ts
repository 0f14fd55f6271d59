import { eq } from "drizzle-orm";
import { conversations, sessions, turnDetails } from "../../../drizzle/schema";
import { can, type Permission } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import type { Actor } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";

type Thing = { sessionId: string } | { turnId: string };

/**
 * The `not_found` for a conversation or a turn: where it is there but somebody else's, the error says for the audit log
 * which right was missing. Whoever asked can't tell the two apart.
 */
export function notFound(tx: Transaction, actor: Actor, thing: Thing, permission: Permission): AppError {
  if (actor.kind !== "user" || can(actor.role, permission)) return new AppError("not_found");
  const about = "sessionId" in thing ? sessionAbout(tx, thing.sessionId) : turnAbout(tx, thing.turnId);
  if (!about || about.subjectUserId === actor.userId) return new AppError("not_found");
  return new AppError("not_found", undefined, { permission, about });
}

function sessionAbout(tx: Transaction, entityId: string) {
  const session = tx.select({ userId: sessions.userId }).from(sessions).where(eq(sessions.id, entityId)).get();
  return session && { entity: "conversation" as const, entityId, subjectUserId: session.userId };
}

function turnAbout(tx: Transaction, entityId: string) {
  const turn = tx
    .select({ userId: turnDetails.userId })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(eq(turnDetails.turnId, entityId))
    .get();
  return turn && { entity: "turn" as const, entityId, subjectUserId: turn.userId };
}
