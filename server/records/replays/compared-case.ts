import { eq } from "drizzle-orm";
import { z } from "zod";
import { replayCases, replayRuns } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { Transaction } from "../../platform/db/database";

/** One case of a run beside what the run is compared with: what a person judges. */
export const comparedCaseSchema = z.object({
  runId: z.number().int().positive(),
  /** The run it is compared with; null: the turn as it was recorded. */
  againstRunId: z.number().int().positive().nullable(),
  caseId: z.number().int().positive(),
});
export type ComparedCase = z.infer<typeof comparedCaseSchema>;

/** Throws AppError `not_found` unless the case and both runs are of one set. */
export function requireOneSet(tx: Transaction, { runId, againstRunId, caseId }: ComparedCase): void {
  const setOf = (id: number) =>
    tx.select({ setId: replayRuns.setId }).from(replayRuns).where(eq(replayRuns.id, id)).get()?.setId;
  const setId = setOf(runId);
  const ofCase = tx.select({ setId: replayCases.setId }).from(replayCases).where(eq(replayCases.id, caseId)).get();
  const isOneSet = setId === ofCase?.setId && (againstRunId === null || setOf(againstRunId) === setId);
  if (setId === undefined || !isOneSet) throw new AppError("not_found");
}
