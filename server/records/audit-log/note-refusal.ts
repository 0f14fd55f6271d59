import { errorCodeOf } from "../../../lib/errors";
import { noteRepeatable, whatOf, whoOf } from "../audit";
import type { RecordsContext } from "../context";

/** Where a refused act came in. */
export type Entrance = "page" | "action" | "rest" | "upload";

/**
 * Records that a person tried what their role does not allow, by the permission that was missing: called by every
 * entrance with what was thrown there, so that no verb has to. Any other error is none of its business.
 */
export async function noteRefusal(ctx: RecordsContext, error: unknown, via: Entrance): Promise<void> {
  if (ctx.actor.kind !== "user" || errorCodeOf(error) !== "forbidden") return;
  const { permission } = error as { permission?: unknown };
  const right = typeof permission === "string" ? permission : "unknown";
  const act = { action: "right.use", entity: "right", entityId: right, before: null, after: { via } } as const;
  const row = { ...whoOf(ctx.actor), ...whatOf(act), changedFields: null };
  await noteRepeatable(ctx, { ...row, outcome: "refused", reason: "forbidden" }, { quietS: 1 });
}
