import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { replayCases } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { expectationsSchema } from "../../../lib/replay/expectations";
import { textSchema } from "../../../lib/text";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { meantInTurn } from "./expected-texts";
import { isReadable } from "./readable-case";
import { nextVersion, setRow } from "./set-rows";

const changeSchema = z.object({
  caseId: z.number().int().positive(),
  /** Null, or as the turn was corrected: it goes on to follow the turn's corrections. */
  expectedText: textSchema.trim().min(1).max(20_000).nullable(),
  expectations: expectationsSchema,
});

/**
 * What a case expects, from the set's next version on: runs that were made keep the case as it was. Throws AppError
 * `not_found`, also for a case that is in the set no more.
 */
export async function changeCase(
  ctx: RecordsContext,
  input: z.input<typeof changeSchema>,
): Promise<{ caseId: number }> {
  authorise(ctx.actor, "replay:use");
  const { caseId, expectedText, expectations } = parseInput(changeSchema, input);
  return ctx.db.write((tx) => {
    const row = tx
      .select()
      .from(replayCases)
      .where(and(eq(replayCases.id, caseId), isNull(replayCases.removedIn), isReadable()))
      .get();
    if (!row) throw new AppError("not_found");
    const set = setRow(tx, row.setId);
    const version = nextVersion(tx, ctx, { set, action: "replay_set.change_case", facts: { caseId } });
    tx.update(replayCases).set({ removedIn: version }).where(eq(replayCases.id, caseId)).run();
    const { id: _id, ...same } = row;
    const next = {
      ...same,
      expectedText: expectedText === meantInTurn(tx, row.turnId) ? null : expectedText,
      expectations,
      addedIn: version,
    };
    return { caseId: tx.insert(replayCases).values(next).returning({ id: replayCases.id }).get().id };
  });
}
