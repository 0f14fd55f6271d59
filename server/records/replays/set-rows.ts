import { and, eq, gt, isNull, lte, or, type SQL } from "drizzle-orm";
import { replayCases, replaySets } from "../../../drizzle/schema";
import type { AuditAction } from "../../../lib/audit/actions";
import { AppError } from "../../../lib/errors";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

type SetVersion = Pick<typeof replaySets.$inferSelect, "id" | "version">;

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

type SetAct = Extract<AuditAction, `replay_set.${string}`>;

/** Begins the next version of a set, records which act made it and on which cases, and returns its number. */
export function nextVersion(
  tx: Transaction,
  ctx: RecordsContext,
  { set, action, facts }: { set: SetVersion; action: SetAct; facts: { cases: number } | { caseId: number } },
): number {
  const version = set.version + 1;
  tx.update(replaySets).set({ version }).where(eq(replaySets.id, set.id)).run();
  const [before, after] = [{ version: set.version }, { version, ...facts }];
  appendAudit(tx, ctx, { action, entity: "replay_set", entityId: set.id, before, after });
  return version;
}
