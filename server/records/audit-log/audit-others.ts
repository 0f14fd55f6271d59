import type { AuditAction } from "../../../lib/audit/actions";
import type { AuditEntity } from "../../../lib/audit/kept-fields";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

interface ActOnOthers {
  action: AuditAction;
  entity: AuditEntity;
  entityId: string | number;
  ownerUserId: number | null;
  after?: Record<string, unknown>;
}

/**
 * Audits what is an act of administration only where it is done to another person's conversation: what people do with
 * their own is in the records themselves.
 */
export function auditOthers(tx: Transaction, ctx: RecordsContext, act: ActOnOthers): void {
  const { ownerUserId, after = {}, ...what } = act;
  if (ctx.actor.kind === "user" && ctx.actor.userId === ownerUserId) return;
  appendAudit(tx, ctx, { ...what, before: null, after, subjectUserId: ownerUserId });
}
