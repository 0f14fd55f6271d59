import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { replayCases, replayResults } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { noteWordsLook } from "./note-words-look";
import { isReadable } from "./readable-case";

const inputSchema = z.object({
  runId: z.number().int().positive(),
  caseId: z.number().int().positive(),
  repeat: z.number().int().nonnegative().default(0),
});

/**
 * Absolute path of what a run's reply sounds like; the file itself may be missing. Throws AppError `not_found`, also
 * where the turn is deleted.
 */
export async function resultAudioPath(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<string> {
  authorise(ctx.actor, "replay:use");
  const { runId, caseId, repeat } = parseInput(inputSchema, input);
  const { runId: run, caseId: ofCase, repeat: time } = replayResults;
  const row = await ctx.db.read((tx) =>
    tx
      .select({ path: replayResults.aiAudioPath })
      .from(replayResults)
      .innerJoin(replayCases, eq(replayCases.id, ofCase))
      .where(and(eq(run, runId), eq(ofCase, caseId), eq(time, repeat), isReadable()))
      .get(),
  );
  if (!row?.path) throw new AppError("not_found");
  const look = { action: "replay.hear", entity: "replay_run", entityId: runId } as const;
  await noteWordsLook(ctx, look, eq(replayCases.id, caseId));
  return ctx.recordings.resolve(row.path);
}
