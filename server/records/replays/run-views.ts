import { and, count, desc, eq, inArray, sum } from "drizzle-orm";
import { jobs, replayCases, replayResults, replayRuns, replaySets, users } from "../../../drizzle/schema";
import { type RunState, type RunWait, runWaits } from "../../../lib/replay/run";
import type { ReplayRunView } from "../../../lib/replay/views";
import type { Transaction } from "../../platform/db/database";
import { inVersion } from "./set-rows";

/** The runs of a set, newest first; or only some of them. */
export function runViews(tx: Transaction, setId: number, only?: readonly number[]): ReplayRunView[] {
  const rows = tx
    .select({ run: replayRuns, by: users.username, baselineRunId: replaySets.baselineRunId, jobResult: jobs.result })
    .from(replayRuns)
    .innerJoin(replaySets, eq(replaySets.id, replayRuns.setId))
    .innerJoin(users, eq(users.id, replayRuns.userId))
    .leftJoin(jobs, eq(jobs.id, replayRuns.jobId))
    .where(and(eq(replayRuns.setId, setId), only && inArray(replayRuns.id, [...only])))
    .orderBy(desc(replayRuns.id))
    .all();
  const done = new Map(
    tx
      .select({ runId: replayResults.runId, results: count(), bytes: sum(replayResults.audioBytes) })
      .from(replayResults)
      .where(
        inArray(
          replayResults.runId,
          rows.map(({ run }) => run.id),
        ),
      )
      .groupBy(replayResults.runId)
      .all()
      .map(({ runId, ...facts }) => [runId, facts]),
  );
  const casesOf = new Map<number, number>();
  for (const { run } of rows) {
    if (!casesOf.has(run.setVersion)) casesOf.set(run.setVersion, countCases(tx, setId, run.setVersion));
  }
  const running = eq(replayRuns.state, "running");
  const isBusy = tx.select({ id: replayRuns.id }).from(replayRuns).where(running).get() !== undefined;
  return rows.map(({ run, by, baselineRunId, jobResult }) => ({
    id: run.id,
    set_id: setId,
    set_version: run.setVersion,
    name: run.name,
    changes: run.changes,
    repeats: run.repeats,
    state: run.state,
    done_count: done.get(run.id)?.results ?? 0,
    total_count: (casesOf.get(run.setVersion) ?? 0) * run.repeats,
    waits_for: waitOf(run.state, isBusy, jobResult),
    failed_code: run.failedCode,
    frozen: run.frozen,
    audio_bytes: Number(done.get(run.id)?.bytes ?? 0),
    is_baseline: run.id === baselineRunId,
    by: run.byProgram ? null : by,
    created_at: run.createdAt,
    finished_at: run.finishedAt,
  }));
}

export function countCases(tx: Transaction, setId: number, version: number): number {
  return tx.select({ cases: count() }).from(replayCases).where(inVersion(setId, version)).get()?.cases ?? 0;
}

/** A running job says it as its result so far. */
function waitOf(state: RunState, isBusy: boolean, jobResult: unknown): RunWait | null {
  if (state === "waiting") return isBusy ? "other_jobs" : null;
  const said = (jobResult as { waitsFor?: unknown } | null)?.waitsFor;
  return state === "running" ? (runWaits.find((wait) => wait === said) ?? null) : null;
}
