import { z } from "zod";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { inOneTransaction, type RecordsContext } from "../context";
import { type HouseKey, house } from "./house";

const inputSchema = z
  .object({
    set: z.record(z.string(), z.unknown()).default({}),
    /** Whose defaults hold again. */
    unset: z.array(z.string()).max(100).default([]),
    /** What held, by key, as far as whoever decides has seen. */
    basedOn: z.record(z.string(), z.unknown()),
  })
  // Nobody decides blindly: of two people at once, the later one would undo what the first did without knowing.
  .refine(({ set, unset, basedOn }) => [...Object.keys(set), ...unset].every((key) => basedOn[key] !== undefined));

/**
 * Takes several decisions of the house at once, all or none; each is audited, and what stays the same is no change.
 * Throws AppError `invalid_input`, also for a key without what held, and `conflict` where something else holds.
 */
export async function decideForHouse(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { set, unset, basedOn } = parseInput(inputSchema, input);
  await inOneTransaction(ctx, async (joined) => {
    // `house` refuses a key that is none of its own, and a value that does not fit.
    for (const [key, value] of Object.entries(set))
      await house.save(joined, { key: key as HouseKey, value: value as never, basedOn: basedOn[key] as never });
    for (const key of unset) await house.unset(joined, { key: key as HouseKey, basedOn: basedOn[key] as never });
  });
}
