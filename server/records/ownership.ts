import { type SQL, sql } from "drizzle-orm";
import { conversations, sessions, turnDetails } from "../../drizzle/schema";
import { can } from "../../lib/auth/permissions";
import { authorise } from "../access/actor";
import type { RecordsContext } from "./context";

/** The user whose turns the actor may see; null for everybody's. */
export function ownerInScope({ actor }: RecordsContext, scope: "own" | "all" | undefined): number | null {
  authorise(actor, scope === "all" ? "history:read_all" : "history:read_own");
  if (actor.kind === "system") return null;
  return scope === "own" || !can(actor.role, "history:read_all") ? actor.userId : null;
}

/**
 * The condition that a turn of a known session belongs to the owner; none for everybody's. The unary + keeps SQLite
 * from using the user's index, which would read all of that user's turns.
 */
export function ownedBy(ownerId: number | null): SQL | undefined {
  return ownerId === null ? undefined : sql`+${turnDetails.userId} = ${ownerId}`;
}

/** The turn is of no deleted conversation. */
export function isNotDeleted(): SQL {
  return sql`not exists (select 1 from ${sessions}
    where ${sessions.id} = ${conversations.sessionId} and ${sessions.deletedAt} is not null)`;
}
