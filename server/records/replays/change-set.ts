import { eq } from "drizzle-orm";
import { z } from "zod";
import { replayRuns, replaySets } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { thresholdsSchema } from "../../../lib/replay/verdict";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { assertNameIsFree, setNameSchema } from "./create-set";
import { setRow } from "./set-rows";

const setId = z.number().int().positive();
const renameSchema = z.object({ setId, name: setNameSchema });
const thresholdsInputSchema = z.object({ setId, thresholds: thresholdsSchema });
const baselineSchema = z.object({ setId, runId: z.number().int().positive().nullable() });

/** Throws AppError `not_found`, and `conflict` when another set has the name. */
export async function renameSet(ctx: RecordsContext, input: z.input<typeof renameSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { setId, name } = parseInput(renameSchema, input);
  await ctx.db.write((tx) => {
    setRow(tx, setId);
    assertNameIsFree(tx, name, setId);
    tx.update(replaySets).set({ name }).where(eq(replaySets.id, setId)).run();
  });
}

/** What counts as worse. Verdicts are made when somebody looks, so earlier runs are judged by it too. */
export async function changeThresholds(
  ctx: RecordsContext,
  input: z.input<typeof thresholdsInputSchema>,
): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { setId, thresholds } = parseInput(thresholdsInputSchema, input);
  await ctx.db.write((tx) => {
    setRow(tx, setId);
    tx.update(replaySets).set({ thresholds }).where(eq(replaySets.id, setId)).run();
  });
}

/** The run that others are compared with from now on; null: the turns as recorded. It must be done. */
export async function pinBaseline(ctx: RecordsContext, input: z.input<typeof baselineSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { setId, runId } = parseInput(baselineSchema, input);
  await ctx.db.write((tx) => {
    setRow(tx, setId);
    if (runId !== null) {
      const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
      if (run?.setId !== setId) throw new AppError("not_found");
      if (run.state !== "done") throw new AppError("invalid_input");
    }
    tx.update(replaySets).set({ baselineRunId: runId }).where(eq(replaySets.id, setId)).run();
  });
}
