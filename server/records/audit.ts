import { auditLog } from "../../drizzle/schema";
import type { Transaction } from "../platform/db/database";
import type { ServiceContext } from "./context";

/** Administrative acts that leave a row. */
export type AuditAction =
  | "user.create"
  | "user.disable"
  | "user.enable"
  | "user.set_password"
  | "token.create"
  | "token.revoke";

/** Adds the audit row inside the act's own transaction. `detail` never holds a secret. */
export function appendAudit(
  tx: Transaction,
  ctx: ServiceContext,
  action: AuditAction,
  target: string,
  detail?: Record<string, string | number | boolean>,
): void {
  const actorUserId = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  tx.insert(auditLog)
    .values({ at: ctx.nowS(), actorUserId, action, target, detail: detail ?? null })
    .run();
}
