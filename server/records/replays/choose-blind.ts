import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { replayBlindChoices, replayResults } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { blindChoiceSchema } from "../../../lib/replay/blind-choice";
import { mostRepeats } from "../../../lib/replay/run";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { comparedCaseSchema, requireOneSet } from "./compared-case";
import { requireReadable } from "./readable-case";

const inputSchema = comparedCaseSchema.extend({
  /** Of the run's results, the one that was heard. */
  repeat: z
    .number()
    .int()
    .min(0)
    .max(mostRepeats - 1),
  choice: blindChoiceSchema,
});

/**
 * Stores which side a person preferred blind; each person's last choice counts. Throws AppError `not_found`, also for a
 * result that the run does not have, and where the turn is deleted.
 */
export async function chooseBlind(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { userId } = requirePerson(ctx.actor);
  const { repeat, choice, ...compared } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    requireOneSet(tx, compared);
    requireReadable(tx, compared.caseId);
    const { runId: run, caseId: ofCase, repeat: time } = replayResults;
    const heard = and(eq(run, compared.runId), eq(ofCase, compared.caseId), eq(time, repeat));
    if (!tx.select({ id: replayResults.id }).from(replayResults).where(heard).get()) throw new AppError("not_found");
    const said = { repeat, choice, createdAt: ctx.nowS() };
    tx.insert(replayBlindChoices)
      .values({ ...compared, againstRunId: compared.againstRunId ?? 0, userId, ...said })
      .onConflictDoUpdate({
        target: [
          replayBlindChoices.runId,
          replayBlindChoices.againstRunId,
          replayBlindChoices.caseId,
          replayBlindChoices.userId,
        ],
        set: said,
      })
      .run();
    const act = { action: "replay_run.choose_blind", entity: "replay_run", entityId: compared.runId } as const;
    appendAudit(tx, ctx, { ...act, before: null, after: { ...compared, repeat, choice }, subjectUserId: null });
  });
}
