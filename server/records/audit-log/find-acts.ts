import { and, desc, eq, gte, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { auditLog } from "../../../drizzle/schema";
import { auditGroups } from "../../../lib/audit/actions";
import type { AuditFilter } from "../../../lib/audit/filter";
import type { Transaction } from "../../platform/db/database";
import { mergedS } from "../audit";

export type AuditRow = typeof auditLog.$inferSelect;

/** The newest rows that fulfil the filter, below an id. For verbs with an open transaction and their own permission. */
export function actsIn(
  tx: Transaction,
  filter: AuditFilter,
  { below, limit }: { below: number | null; limit: number },
): AuditRow[] {
  const isBelow = below === null ? undefined : lt(auditLog.id, below);
  return tx
    .select()
    .from(auditLog)
    .where(and(isBelow, conditionOf(filter)))
    .orderBy(desc(auditLog.id))
    .limit(limit)
    .all();
}

function conditionOf({ person, group, entity, id, outcome, from, to }: AuditFilter): SQL | undefined {
  return and(
    person === undefined ? undefined : isOfPerson(person),
    group && inArray(auditLog.action, [...auditGroups[group]]),
    entity && eq(auditLog.entity, entity),
    id === undefined ? undefined : eq(auditLog.entityId, id),
    outcome && eq(auditLog.outcome, outcome),
    // A row that was counted on counts at both its ends.
    from === undefined ? undefined : gte(sql`coalesce(${auditLog.lastAt}, ${auditLog.at})`, from),
    to === undefined ? undefined : lt(auditLog.at, to),
    ...idsWithin({ from, to }),
  );
}

/**
 * The ids between which the rows of these days are, read from the index of times: without them SQLite would go through
 * all newer rows, and through all older ones where few fit. The unary + keeps it from looking for the ids themselves.
 */
function idsWithin({ from, to }: Pick<AuditFilter, "from" | "to">): SQL[] {
  const { id, at } = auditLog;
  const last = to !== undefined && sql`${id} <= (select max(+${id}) from ${auditLog} where ${at} < ${to})`;
  const first =
    from !== undefined && sql`${id} >= (select min(+${id}) from ${auditLog} where ${at} >= ${from - mergedS})`;
  return [last, first].filter((bound) => bound !== false);
}

function isOfPerson(person: number | "system"): SQL | undefined {
  if (person === "system") return and(isNull(auditLog.actorUserId), sql`${auditLog.systemJob} is not null`);
  return or(eq(auditLog.actorUserId, person), eq(auditLog.subjectUserId, person));
}
