import { and, asc, eq } from "drizzle-orm";
import { jobs, replayCases, replayResults, replayRuns } from "../../../drizzle/schema";
import type { RunChanges, RunWait } from "../../../lib/replay/run";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import type { ResultKey } from "./result-files";
import { inVersion } from "./set-rows";

/** A run that goes on, and what of it is not done yet, in the order of the cases. */
export interface RunWork {
  runId: number;
  changes: RunChanges;
  todo: Omit<ResultKey, "runId">[];
}

/** Begins a run or goes on with it; null when it is gone or was cancelled. */
export async function beginRun(ctx: RecordsContext, runId: number): Promise<RunWork | null> {
  authorise(ctx.actor, "job:run");
  return ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    if (!run || (run.state !== "waiting" && run.state !== "running")) return null;
    tx.update(replayRuns).set({ state: "running" }).where(eq(replayRuns.id, runId)).run();
    const cases = tx
      .select({ id: replayCases.id })
      .from(replayCases)
      .where(inVersion(run.setId, run.setVersion))
      .orderBy(asc(replayCases.id))
      .all();
    const made = tx
      .select({ caseId: replayResults.caseId, repeat: replayResults.repeat })
      .from(replayResults)
      .where(eq(replayResults.runId, runId))
      .all();
    const done = new Set(made.map(({ caseId, repeat }) => `${caseId} ${repeat}`));
    const all = Array.from({ length: run.repeats }, (_, repeat) =>
      cases.map(({ id }) => ({ caseId: id, repeat })),
    ).flat();
    const todo = all.filter(({ caseId, repeat }) => !done.has(`${caseId} ${repeat}`));
    return { runId, changes: run.changes, todo };
  });
}

/** Says why a run does not go on just now, as its job's result so far; null: it does. */
export async function setRunWait(ctx: RecordsContext, runId: number, waitsFor: RunWait | null): Promise<void> {
  authorise(ctx.actor, "job:run");
  await ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    if (run?.state !== "running" || run.jobId === null) return;
    const isActive = and(eq(jobs.id, run.jobId), eq(jobs.state, "active"));
    tx.update(jobs).set({ result: { waitsFor } }).where(isActive).run();
  });
}
