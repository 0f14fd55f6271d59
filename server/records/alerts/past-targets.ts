import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { z } from "zod";
import { auditLog } from "../../../drizzle/schema";
import type { HeldTargets } from "../../../lib/alerts/month-levels";
import { type AlertTargets, alertTargetsSchema, defaultAlertTargets } from "../../../lib/alerts/targets";
import type { AuditAction } from "../../../lib/audit/actions";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { house } from "../settings/house";

const changes: AuditAction[] = ["house_setting.save", "house_setting.unset"];

const timeSchema = z.number().int().nonnegative();
const readPastTargetsSchema = z.object({ from_s: timeSchema, to_s: timeSchema });

export interface PastTargets {
  /** Oldest first; the first ones from the beginning on. */
  held: HeldTargets[];
  /** Null: all of the time is known. Else: changes before this moment are not kept any more, Unix seconds. */
  known_from_s: number | null;
}

/** The targets that held in a time, as the audit log has their changes. */
export async function readPastTargets(
  ctx: RecordsContext,
  input: z.input<typeof readPastTargetsSchema>,
): Promise<PastTargets> {
  authorise(ctx.actor, "metrics:read");
  const { from_s, to_s } = parseInput(readPastTargetsSchema, input);
  return ctx.db.read((tx) => {
    const isChange = and(
      eq(auditLog.entity, "house_setting"),
      eq(auditLog.entityId, "alertTargets"),
      inArray(auditLog.action, changes),
      gt(auditLog.at, from_s),
    );
    const rows = tx.select().from(auditLog).where(isChange).orderBy(asc(auditLog.id)).all();
    const [first] = rows;
    const atFirst = first ? targetsIn(first.before) : house.valueIn(tx, "alertTargets");
    const later = rows
      .filter(({ at }) => at < to_s)
      .map(({ at, after }) => ({ from_s: at, targets: targetsIn(after) }));
    const keptFromS = ctx.nowS() - house.valueIn(tx, "auditKeepDays") * 86_400;
    return { held: [{ from_s, targets: atFirst }, ...later], known_from_s: keptFromS > from_s ? keptFromS : null };
  });
}

/** Nothing was decided: AVATAR's own. */
function targetsIn(side: Record<string, unknown> | null): AlertTargets {
  const stored = alertTargetsSchema.safeParse(side?.alertTargets);
  return stored.success ? stored.data : defaultAlertTargets;
}
