import type { Act } from "../audit";
import { noteRepeatable, whatOf, whoOf } from "../audit";
import type { RecordsContext } from "../context";

/** A person's looks at the same thing within this time are one. */
const oneLookS = 60;

/** What a person sees or hears of what somebody else said. */
export type Look = Omit<Act, "before" | "after"> & Partial<Act>;

/**
 * Records the looks of one act, in one transaction. Nothing for what is the person's own, and for the system's work.
 * Rejects when they can't be written: the caller then shows nothing.
 */
export async function noteLooks(ctx: RecordsContext, looks: readonly Look[]): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "user") return;
  const rows = looks
    .filter(({ subjectUserId }) => subjectUserId !== actor.userId)
    .map((look) => {
      const what = whatOf({ before: null, after: null, subjectUserId: null, ...look });
      return { ...whoOf(actor), ...what, changedFields: null };
    });
  await noteRepeatable(ctx, rows, { quietS: oneLookS });
}

/** One look, as `noteLooks`. */
export function noteLook(ctx: RecordsContext, look: Look): Promise<void> {
  return noteLooks(ctx, [look]);
}
