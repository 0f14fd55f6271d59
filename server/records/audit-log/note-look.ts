import type { Act } from "../audit";
import { noteRepeatable, whatOf, whoOf } from "../audit";
import type { RecordsContext } from "../context";

/** A person's looks at the same thing within this time are one. */
const oneLookS = 60;

/**
 * Records that a person sees or hears what somebody else said. Nothing for what is the person's own, and for the
 * system's work. Rejects when it can't be written: the caller then shows nothing.
 */
export async function noteLook(ctx: RecordsContext, look: Omit<Act, "before" | "after"> & Partial<Act>): Promise<void> {
  if (ctx.actor.kind !== "user" || look.subjectUserId === ctx.actor.userId) return;
  const what = whatOf({ before: null, after: null, subjectUserId: null, ...look });
  await noteRepeatable(ctx, { ...whoOf(ctx.actor), ...what, changedFields: null }, { quietS: oneLookS });
}
