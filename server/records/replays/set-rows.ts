import { and, eq, gt, isNull, lte, or, type SQL } from "drizzle-orm";
import { replayCases, replaySets } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { Transaction } from "../../platform/db/database";

/** Throws AppError `not_found`. */
export function setRow(tx: Transaction, setId: number): typeof replaySets.$inferSelect {
  const row = tx.select().from(replaySets).where(eq(replaySets.id, setId)).get();
  if (!row) throw new AppError("not_found");
  return row;
}

/** The condition that a case belongs to a set's version. */
export function inVersion(setId: number, version: number): SQL | undefined {
  return and(
    eq(replayCases.setId, setId),
    lte(replayCases.addedIn, version),
    or(isNull(replayCases.removedIn), gt(replayCases.removedIn, version)),
  );
}

/** Begins the next version of a set and returns its number. */
export function nextVersion(tx: Transaction, set: { id: number; version: number }): number {
  const version = set.version + 1;
  tx.update(replaySets).set({ version }).where(eq(replaySets.id, set.id)).run();
  return version;
}
