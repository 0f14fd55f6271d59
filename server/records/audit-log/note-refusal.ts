import type { Entrance } from "../../../lib/audit/entrances";
import { type AppError, errorCodeOf } from "../../../lib/errors";
import { type Act, noteRepeatable, whatOf, whoOf } from "../audit";
import type { RecordsContext } from "../context";

/**
 * Records that a person tried what their role does not allow, by the permission that was missing: called by every
 * entrance with what was thrown there, so that no verb has to. Another person's conversation is refused as one that does
 * not exist, but its error says whose it is. Any other error is none of its business.
 */
export async function noteRefusal(ctx: RecordsContext, error: unknown, via: Entrance): Promise<void> {
  const reason = errorCodeOf(error);
  const { permission = null, about = null } = (error ?? {}) as Partial<AppError>;
  if (ctx.actor.kind !== "user" || (reason !== "forbidden" && permission === null)) return;
  const right = permission ?? "unknown";
  const thing: Pick<Act, "entity" | "entityId" | "subjectUserId"> = about ?? { entity: "right", entityId: right };
  const what = whatOf({ action: "right.use", ...thing, before: null, after: about ? { via, right } : { via } });
  const row = { ...whoOf(ctx.actor), ...what, changedFields: null };
  await noteRepeatable(ctx, [{ ...row, outcome: "refused", reason }], { quietS: 1 });
}
