import { and, eq, type SQL, sql } from "drizzle-orm";
import { replayCases, sessions } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { Transaction } from "../../platform/db/database";

/**
 * The condition that a case's turn may be read, heard and run: it was not removed, and nobody deleted its conversation.
 * A deletion that is undone makes all of the case readable again.
 */
export function isReadable(): SQL<boolean> {
  return sql<boolean>`(${replayCases.context} is not null and not exists (select 1 from ${sessions}
    where ${sessions.id} = ${replayCases.sessionId} and ${sessions.deletedAt} is not null))`.mapWith(Boolean);
}

/** Throws AppError `not_found` where a case's turn is deleted. */
export function requireReadable(tx: Transaction, caseId: number): void {
  const readable = and(eq(replayCases.id, caseId), isReadable());
  if (!tx.select({ id: replayCases.id }).from(replayCases).where(readable).get()) throw new AppError("not_found");
}
