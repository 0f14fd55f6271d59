import { isDeepStrictEqual } from "node:util";
import { and, desc, eq, gt, sql } from "drizzle-orm";
import { auditLog } from "../../drizzle/schema";
import type { AuditAction } from "../../lib/audit/actions";
import { type AuditEntity, keptFields } from "../../lib/audit/kept-fields";
import type { Actor } from "../access/actor";
import type { Transaction } from "../platform/db/database";
import type { RecordsContext } from "./context";

type Row = Record<string, unknown>;
type NewRow = typeof auditLog.$inferInsert;

/** An administrative act, or a look at what others said. Whole rows may be passed: only kept fields are written. */
export interface Act {
  action: AuditAction;
  entity: AuditEntity;
  entityId: string | number;
  /** Null when the act created the entity. */
  before: Row | null;
  /** Null when the act removed it. */
  after: Row | null;
  /** Whose account or words it is about; default: what the rows say. */
  subjectUserId?: number | null;
}

/** Adds the act's audit row in the act's own transaction, and returns its number. */
export function appendAudit(tx: Transaction, { actor, nowS }: RecordsContext, act: Act): number {
  const row = { ...whoOf(actor), ...whatOf(act), at: nowS() };
  return tx.insert(auditLog).values(row).returning({ id: auditLog.id }).get().id;
}

/** Who did it: a person, from where, or the system's job. */
export function whoOf(actor: Actor): Pick<NewRow, "actorUserId" | "systemJob" | "address"> {
  if (actor.kind === "system") return { actorUserId: null, systemJob: actor.job, address: null };
  return { actorUserId: actor.userId, systemJob: null, address: actor.address ?? null };
}

/** What was done, without anything that a row may not hold. */
export function whatOf({ action, entity, entityId, before, after, subjectUserId }: Act) {
  return {
    ...{ action, entity, entityId: String(entityId) },
    before: before && keptOf(entity, before),
    after: after && keptOf(entity, after),
    changedFields: changedFields(before ?? {}, after ?? {}),
    subjectUserId: subjectUserId === undefined ? subjectOf(entity, entityId, after ?? before ?? {}) : subjectUserId,
  };
}

/** The same act within this time is one row with a count. */
export const mergedS = 600;

type Repeatable = Omit<NewRow, "at">;

/**
 * Writes what can happen again and again (a look, a refusal) in a row of its own, or counts it in the row of the same
 * within ten minutes. What comes less than `quietS` after the one before is not counted and writes nothing, so that
 * polling, ranges of a sound and floods cost no writes. All rows of one act are one transaction.
 */
export async function noteRepeatable(
  { db, nowS }: Pick<RecordsContext, "db" | "nowS">,
  rows: readonly Repeatable[],
  { quietS }: { quietS: number },
): Promise<void> {
  if (rows.length === 0) return;
  const at = nowS();
  const isQuiet = (tx: Transaction, row: Repeatable) => {
    const same = newestSame(tx, row, at - mergedS);
    return same && at - (same.lastAt ?? same.at) < quietS;
  };
  const counted = await db.read((tx) => rows.filter((row) => !isQuiet(tx, row)));
  if (counted.length === 0) return;
  await db.write((tx) => {
    for (const row of counted) countOrInsert(tx, row, at);
  });
}

function countOrInsert(tx: Transaction, row: Repeatable, at: number): void {
  const again = newestSame(tx, row, at - mergedS);
  if (!again) {
    tx.insert(auditLog)
      .values({ ...row, at })
      .run();
    return;
  }
  tx.update(auditLog)
    .set({ times: again.times + 1, lastAt: at })
    .where(eq(auditLog.id, again.id))
    .run();
}

function newestSame(tx: Transaction, row: Repeatable, sinceS: number) {
  const { id, at, times, lastAt } = auditLog;
  const names = ["actorUserId", "subjectUserId", "address", "action", "outcome", "reason"] as const;
  const isSame = names.map((name) => sql`${auditLog[name]} is ${row[name] ?? (name === "outcome" ? "allowed" : null)}`);
  return tx
    .select({ id, at, times, lastAt })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.entity, row.entity),
        eq(auditLog.entityId, row.entityId),
        gt(at, sinceS),
        ...isSame,
        sql`${auditLog.after} is ${row.after ? JSON.stringify(row.after) : null}`,
      ),
    )
    .orderBy(desc(id))
    .limit(1)
    .get();
}

/** Names of secret fields: passwords, tokens, keys and values derived from them. */
const secretName = /password|passphrase|secret|hash$|token$|key$|credential/i;

/** The fields that a row may keep of the entity, without secrets at any depth and without binary values. */
export function keptOf(entity: AuditEntity, row: Row): Row {
  const kept = keptFields[entity];
  return withoutSecrets(
    kept === "all" ? row : Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(kept, name))),
  );
}

function withoutSecrets(row: Row): Row {
  const entries = Object.entries(row).filter(([name, value]) => !secretName.test(name) && !ArrayBuffer.isView(value));
  return Object.fromEntries(entries.map(([name, value]) => [name, cleaned(value)]));
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !ArrayBuffer.isView(item)).map(cleaned);
  return typeof value === "object" && value !== null ? withoutSecrets(value as Row) : value;
}

function changedFields(before: Row, after: Row): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** A user's own row is about that user; another one about whom it belongs to. */
function subjectOf(entity: AuditEntity, entityId: string | number, row: Row): number | null {
  const subject = entity === "user" ? Number(entityId) : (row.ownerUserId ?? row.userId);
  return typeof subject === "number" ? subject : null;
}
