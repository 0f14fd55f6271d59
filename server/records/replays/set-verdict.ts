import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { replayCases, replayRuns, replayVerdicts } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { verdictSchema } from "../../../lib/replay/verdict";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";

const inputSchema = z.object({
  runId: z.number().int().positive(),
  /** The run it is compared with; null: the turn as it was recorded. */
  againstRunId: z.number().int().positive().nullable(),
  caseId: z.number().int().positive(),
  /** Null takes the person's verdict back: the thresholds decide again. */
  verdict: verdictSchema.nullable(),
  note: textSchema.trim().max(2_000).default(""),
});

/** What a person decides about a case over the thresholds; the last one counts. Throws AppError `not_found`. */
export async function setVerdict(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { userId } = requirePerson(ctx.actor);
  const { runId, againstRunId, caseId, verdict, note } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const setOf = (id: number) =>
      tx.select({ setId: replayRuns.setId }).from(replayRuns).where(eq(replayRuns.id, id)).get()?.setId;
    const setId = setOf(runId);
    const ofCase = tx
      .select({ setId: replayCases.setId })
      .from(replayCases)
      .where(eq(replayCases.id, caseId))
      .get()?.setId;
    const isOneSet = setId === ofCase && (againstRunId === null || setOf(againstRunId) === setId);
    if (setId === undefined || !isOneSet) throw new AppError("not_found");
    const key = { runId, againstRunId: againstRunId ?? 0, caseId };
    tx.delete(replayVerdicts)
      .where(
        and(
          eq(replayVerdicts.runId, runId),
          eq(replayVerdicts.againstRunId, key.againstRunId),
          eq(replayVerdicts.caseId, caseId),
        ),
      )
      .run();
    if (verdict !== null) {
      tx.insert(replayVerdicts)
        .values({ ...key, verdict, note, userId, createdAt: ctx.nowS() })
        .run();
    }
  });
}
