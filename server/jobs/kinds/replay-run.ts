import { errorCodeOf } from "../../../lib/errors";
import type { RunChanges } from "../../../lib/replay/run";
import type { PrefillPrompt, RunTurn, TurnDependencies } from "../../conversation/pipeline/contract";
import type { Engines } from "../../inference/contract";
import { type LeaseBroker, LeasePreempted, type WatchedActivity } from "../../inference/scheduling/contract";
import type { Logger } from "../../platform/observability/logger";
import { followSignals } from "../../platform/timing/followed-signals";
import type { RecordsContext } from "../../records/context";
import { findCaseWork } from "../../records/replays/case-work";
import { failRun, finishRun, type RunMakers } from "../../records/replays/end-run";
import type { ResultKey } from "../../records/replays/result-files";
import { beginRun, setRunWait } from "../../records/replays/run-work";
import { type CaseResult, storeResult } from "../../records/replays/store-result";
import type { JobHandlers } from "../runner";
import { isTriedAgain } from "../tried-again";
import { untilQuiet } from "../until-quiet";
import { replayTurn, unavailable } from "./replay-turn";

/** The engines of one run: those that people talk with, but for what the run changes. */
export interface RunEngines {
  engines: Engines;
  leases: LeaseBroker;
  /** The names of the listed servers that are asked. */
  servers: RunMakers["servers"];
  /** Loads what was not loaded; rejects with an AppError when it can't be. */
  ready(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ReplayRunDependencies extends Omit<RunMakers, "servers"> {
  /** Throws an AppError where the changes can't be made any more. */
  openRunEngines: (ctx: RecordsContext, changes: RunChanges) => Promise<RunEngines>;
  runTurn: RunTurn;
  prefill: PrefillPrompt;
  replyLimits: NonNullable<TurnDependencies["replyLimits"]>;
  activity: WatchedActivity;
  logger: Logger;
  now: () => number;
}

/** A run says that it waits for people who talk only after this. */
const sayWaitAfterMs = 1_000;

/**
 * Runs the cases of a set that have no result yet, one after another, only while nobody talks. Each result is kept before
 * the next case begins: a server that was killed goes on with the case that it was at.
 */
export function createReplayRun(deps: ReplayRunDependencies): JobHandlers["replay_run"] {
  const { activity, logger } = deps;

  /** Resolves while nobody talks. */
  async function quiet(ctx: RecordsContext, runId: number, signal: AbortSignal): Promise<void> {
    if (!activity.anyoneActive) return;
    // Whoever has just begun waits for a first sound, and to write a row is to wait for the disk: short turns pass unsaid.
    const said: Promise<void>[] = [];
    const timer = setTimeout(() => {
      const saying = setRunWait(ctx, runId, "conversations");
      said.push(saying.catch((error: unknown) => logger.warn("replay_wait_not_said", { run: runId, error })));
    }, sayWaitAfterMs);
    try {
      await untilQuiet(activity, signal);
    } finally {
      clearTimeout(timer);
    }
    await Promise.all(said);
    if (said.length > 0) await setRunWait(ctx, runId, null);
  }

  async function runCase(ctx: RecordsContext, key: ResultKey, engines: RunEngines, signal: AbortSignal) {
    let triedAgain = false;
    for (;;) {
      await quiet(ctx, key.runId, signal);
      const attempt = followSignals([signal]);
      const stop = activity.onBusy(() => attempt.abort(new LeasePreempted("Somebody talks.")));
      try {
        // Somebody may have begun while the end of the wait was written.
        if (activity.anyoneActive) continue;
        const result = await oneCase(ctx, key, engines, attempt.signal);
        if (result.facts.outcome !== "unavailable" || result.facts.missing !== null || triedAgain) return result;
        // A model was down: once more, when it has come back.
        triedAgain = true;
        await engines.ready(signal).catch(() => signal.throwIfAborted());
      } catch (error) {
        signal.throwIfAborted();
        // It gave way: from its beginning again, once nobody talks.
        if (!(error instanceof LeasePreempted)) throw error;
      } finally {
        stop();
        attempt.release();
      }
    }
  }

  async function oneCase(
    ctx: RecordsContext,
    key: ResultKey,
    { engines, leases }: RunEngines,
    signal: AbortSignal,
  ): Promise<CaseResult> {
    const work = await findCaseWork(ctx, key);
    if (typeof work === "string") return unavailable(work);
    return replayTurn(key, work, { ...deps, engines, leases }, signal);
  }

  return async ({ job, ctx, signal }) => {
    const { runId } = job.payload;
    const work = await beginRun(ctx, runId);
    if (!work) return null;
    try {
      const engines = await deps.openRunEngines(ctx, work.changes);
      try {
        await setRunWait(ctx, runId, "model_loading");
        await engines.ready(signal);
        await setRunWait(ctx, runId, null);
        for (const each of work.todo) {
          const key = { ...each, runId };
          const result = await runCase(ctx, key, engines, signal);
          if (!(await storeResult(ctx, key, result))) return null;
        }
        await finishRun(ctx, runId, { ...deps, servers: engines.servers });
      } finally {
        await engines.close();
      }
    } catch (error) {
      // What has its results keeps them: the run goes on from there when the storage is well again.
      const isPassing = errorCodeOf(error) === "storage_failed" && isTriedAgain(job, error);
      if (signal.aborted || isPassing) throw error;
      logger.error("replay_run_failed", { run: runId, error });
      await failRun(ctx, runId, errorCodeOf(error));
    }
    return null;
  };
}
