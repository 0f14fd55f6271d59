import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { replayResults, replayRuns, replaySets } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { cancelIn } from "../jobs/cancel-job";
import { removeResultSounds } from "./result-files";
import { setRow } from "./set-rows";

const inputSchema = z.object({ setId: z.number().int().positive() });

/** Deletes a set with its runs and their sound; the turns stay. Throws AppError `not_found`. */
export async function deleteSet(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { setId } = parseInput(inputSchema, input);
  const paths = await ctx.db.write((tx) => {
    const { version, createdAt } = setRow(tx, setId);
    const runs = tx.select().from(replayRuns).where(eq(replayRuns.setId, setId)).all();
    for (const { jobId } of runs) if (jobId !== null) cancelIn(tx, ctx, jobId);
    const ids = runs.map(({ id }) => id);
    const sounds = tx
      .select({ path: replayResults.aiAudioPath })
      .from(replayResults)
      .where(and(inArray(replayResults.runId, ids), isNotNull(replayResults.aiAudioPath)))
      .all();
    tx.delete(replaySets).where(eq(replaySets.id, setId)).run();
    const before = { version, createdAt, runs: ids.length };
    appendAudit(tx, ctx, { action: "replay_set.delete", entity: "replay_set", entityId: setId, before, after: null });
    return sounds.flatMap(({ path }) => path ?? []);
  });
  await removeResultSounds(ctx, paths);
}
