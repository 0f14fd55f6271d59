import { and, asc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { replayCases } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { inVersion, nextVersion, setRow } from "./set-rows";

const inputSchema = z.object({
  setId: z.number().int().positive(),
  caseIds: z.array(z.number().int().positive()).min(1).max(10_000),
});
type Input = z.input<typeof inputSchema>;

/** Takes cases out of a set: a new version. Those that are out already are no error. Throws AppError `not_found`. */
export async function removeCases(ctx: RecordsContext, input: Input): Promise<{ removed: number }> {
  authorise(ctx.actor, "replay:use");
  const { setId, caseIds } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    const set = setRow(tx, setId);
    const there = and(eq(replayCases.setId, setId), isNull(replayCases.removedIn), inArray(replayCases.id, caseIds));
    const removed = tx.select({ id: replayCases.id }).from(replayCases).where(there).all().length;
    if (removed === 0) return { removed };
    const removedIn = nextVersion(tx, ctx, { set, action: "replay_set.remove_cases", facts: { cases: removed } });
    tx.update(replayCases).set({ removedIn }).where(there).run();
    return { removed };
  });
}

/**
 * Puts cases that were taken out back as they were: a new version, because a run may have the one without them. Those
 * whose turn is in the set again stay out. Throws AppError `not_found`.
 */
export async function restoreCases(ctx: RecordsContext, input: Input): Promise<{ restored: number }> {
  authorise(ctx.actor, "replay:use");
  const { setId, caseIds } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    const set = setRow(tx, setId);
    const isOut = and(eq(replayCases.setId, setId), isNotNull(replayCases.removedIn), inArray(replayCases.id, caseIds));
    const out = tx.select().from(replayCases).where(isOut).orderBy(asc(replayCases.id)).all();
    const inSet = tx.select().from(replayCases).where(inVersion(setId, set.version)).all();
    const known = new Set(inSet.map(({ turnId }) => turnId));
    const back = new Map(out.filter(({ turnId }) => !known.has(turnId)).map((row) => [row.turnId, row]));
    if (back.size === 0) return { restored: 0 };
    const facts = { cases: back.size };
    const addedIn = nextVersion(tx, ctx, { set, action: "replay_set.restore_cases", facts });
    for (const { id: _id, ...same } of back.values()) {
      tx.insert(replayCases)
        .values({ ...same, addedIn, removedIn: null })
        .run();
    }
    return { restored: back.size };
  });
}
