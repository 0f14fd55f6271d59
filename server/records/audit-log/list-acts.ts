import { z } from "zod";
import { auditFilterSchema } from "../../../lib/audit/filter";
import type { AuditActView, AuditPage } from "../../../lib/audit/view";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { cursorAt, idInCursor } from "../list-cursor";
import { actNames } from "./act-names";
import { type AuditRow, actsIn } from "./find-acts";

const listSchema = auditFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(40).optional(),
});

/**
 * A page of the audit log, newest first. Pages neither repeat nor skip while new rows arrive. Throws AppError
 * `invalid_input` for a cursor of another list.
 */
export async function listActs(ctx: RecordsContext, input: z.input<typeof listSchema> = {}): Promise<AuditPage> {
  authorise(ctx.actor, "audit:read");
  const { limit, cursor, ...filter } = parseInput(listSchema, input);
  const below = cursor === undefined ? null : idInCursor(cursor, filter);
  return ctx.db.read((tx) => {
    const rows = actsIn(tx, filter, { below, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      acts: viewsOf(tx, page),
      next_cursor: rows.length > limit && last ? cursorAt(last.id, filter) : null,
    };
  });
}

function viewsOf(tx: Transaction, rows: readonly AuditRow[]): AuditActView[] {
  const names = actNames(tx, rows);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    last_at: row.lastAt,
    times: row.times,
    actor: names.person(row.actorUserId),
    system_job: row.systemJob,
    address: row.address,
    action: row.action,
    entity: row.entity,
    entity_id: row.entityId,
    entity_name: names.entity(row),
    subject: names.person(row.subjectUserId),
    outcome: row.outcome,
    reason: row.reason,
    before: row.before,
    after: row.after,
    changed_fields: row.changedFields,
    ...names.personaVersions(row),
    ...names.values(row),
  }));
}
