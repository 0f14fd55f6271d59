import { Readable } from "node:stream";
import { setImmediate as nextTick } from "node:timers/promises";
import { z } from "zod";
import { actsCsv, actsCsvHeader } from "../../../lib/audit/csv";
import { type AuditFilter, auditFilterNames, auditFilterSchema } from "../../../lib/audit/filter";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { type AuditRow, actsIn } from "./find-acts";

export const auditFormats = ["csv", "json"] as const;
const exportSchema = z.object({ filter: auditFilterSchema, format: z.enum(auditFormats) });

const rowsAtOnce = 500;

/**
 * The filtered audit log as CSV or JSON, newest first, made while it is read: ids alone, as the rows have them. The
 * export is an act itself, which comes first in it where the filter lets it through.
 */
export async function exportActs(ctx: RecordsContext, input: z.input<typeof exportSchema>): Promise<Readable> {
  authorise(ctx.actor, "audit:read");
  const { filter, format } = parseInput(exportSchema, input);
  const { person, from, to } = filter;
  const after = {
    format,
    filteredBy: auditFilterNames.filter((name) => filter[name] !== undefined),
    ...(typeof person === "number" && { personId: person }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  const act = { action: "audit.export", entity: "audit", entityId: "list" } as const;
  await ctx.db.write((tx) => appendAudit(tx, ctx, { ...act, before: null, after }));
  return Readable.from(format === "csv" ? csvOf(ctx, filter) : jsonOf(ctx, filter), { objectMode: false });
}

async function* csvOf(ctx: RecordsContext, filter: AuditFilter): AsyncGenerator<string> {
  yield actsCsvHeader();
  for await (const rows of pages(ctx, filter)) yield actsCsv(rows.map(exported));
}

async function* jsonOf(ctx: RecordsContext, filter: AuditFilter): AsyncGenerator<string> {
  let separator = "[\n";
  for await (const rows of pages(ctx, filter)) {
    yield separator + rows.map((row) => JSON.stringify(exported(row))).join(",\n");
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}

async function* pages(ctx: RecordsContext, filter: AuditFilter): AsyncGenerator<AuditRow[]> {
  let below: number | null = null;
  for (;;) {
    const rows: AuditRow[] = await ctx.db.read((tx) => actsIn(tx, filter, { below, limit: rowsAtOnce }));
    if (rows.length > 0) yield rows;
    below = rows.at(-1)?.id ?? null;
    if (rows.length < rowsAtOnce || below === null) return;
    await nextTick();
  }
}

function exported(row: AuditRow) {
  return {
    id: row.id,
    at: new Date(row.at * 1_000).toISOString(),
    last_at: row.lastAt === null ? null : new Date(row.lastAt * 1_000).toISOString(),
    times: row.times,
    actor_user_id: row.actorUserId,
    system_job: row.systemJob,
    address: row.address,
    action: row.action,
    entity: row.entity,
    entity_id: row.entityId,
    subject_user_id: row.subjectUserId,
    outcome: row.outcome,
    reason: row.reason,
    before: row.before,
    after: row.after,
    changed_fields: row.changedFields,
  };
}
