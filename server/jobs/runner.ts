import { setTimeout as sleep } from "node:timers/promises";
import { AppError, errorCatalogue, errorCodeOf } from "../../lib/errors";
import type { JobKind } from "../../lib/jobs";
import type { Logger } from "../platform/observability/logger";
import type { RecordsContext } from "../records/context";
import { type Job, untilDone } from "../records/jobs/job";
import {
  cancelledAmong,
  endOfJob,
  forgetOldJobs,
  type JobEnd,
  recoverJobs,
  reportProgress,
  settleJob,
  takeJob,
} from "../records/jobs/work";
import { isTriedAgain } from "./tried-again";

export interface JobWork<Kind extends JobKind> {
  job: Job<Kind>;
  /** The system's context: the verb that enqueued the job has checked what its person may do. */
  ctx: RecordsContext;
  /** Aborted when the job is cancelled or the server stops. */
  signal: AbortSignal;
  /** Says how far the work is, 0 to 1. */
  progress(done: number): void;
}

/** What each kind does; its value is kept as the job's result. It may run again from its start after a restart. */
export type JobHandlers = { [Kind in JobKind]: (work: JobWork<Kind>) => Promise<unknown> };

export interface JobRunnerDependencies {
  ctx: RecordsContext;
  handlers: JobHandlers;
  /** Differs whenever rows were written, by any process. */
  changeMark: () => string;
  /** Called at the start and every hour, with the jobs that were forgotten, a day after their end. */
  tidy: (work: { isStart: boolean; forgottenJobs: readonly number[] }) => Promise<void>;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
}

export interface JobRunner {
  /** Takes over what the last server left, then works until `close`. */
  start(): Promise<void>;
  /** Resolves with the job's result when it is over, or rejects with what it failed with. */
  finished(jobId: number): Promise<unknown>;
  close(): Promise<void>;
}

/** How often it is asked whether rows were written: microseconds each time, without a lock. */
const lookEveryMs = 150;
/** Jobs whose time comes are found at the latest after this. */
const longestRestMs = 5_000;
/** Progress is written at most this often, because each write makes every reader read again. */
const progressEveryMs = 400;
const tidyEveryMs = 3_600_000;
/** The first pause before a job is tried again; it doubles. */
const retryAfterS = 2;
const longestRetryS = 600;
const settleAgainMs = 1_000;

/** What somebody who waits for an ended job is told; a cancelled one is about something that is gone. */
function failureOf({ state, failedCode, failedReason }: Job): AppError {
  if (state === "cancelled") return new AppError("not_found");
  return new AppError(errorCodeOf({ code: failedCode }), failedReason ?? undefined);
}

/** Runs the queue's jobs: one of each kind at a time, in the order in which they were enqueued. */
export function createJobRunner(deps: JobRunnerDependencies): JobRunner {
  const { ctx, handlers, logger, now } = deps;
  const running = new Map<number, { kind: JobKind; controller: AbortController; ended: Promise<void> }>();
  const waiters = new Map<number, { resolve: (result: unknown) => void; reject: (error: unknown) => void }>();
  let mark = "";
  let lookedMs = Number.NEGATIVE_INFINITY;
  let tidiedMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  async function look(): Promise<void> {
    for (const id of await cancelledAmong(ctx, [...running.keys()])) running.get(id)?.controller.abort();
    await releaseWaiters();
    while (!closed) {
      const job = await takeJob(
        ctx,
        [...running.values()].map(({ kind }) => kind),
      );
      if (!job) break;
      begin(job);
    }
    if (!closed && now() - tidiedMs > tidyEveryMs) await tidy(false);
  }

  /** Whoever waits for a job that ended without running, because it was cancelled, is told. */
  async function releaseWaiters(): Promise<void> {
    for (const id of [...waiters.keys()].filter((each) => !running.has(each))) {
      const job = await endOfJob(ctx, id).catch(() => null);
      if (!job || job.state === "completed") continue;
      waiters.get(id)?.reject(failureOf(job));
      waiters.delete(id);
    }
  }

  async function tidy(isStart: boolean): Promise<void> {
    tidiedMs = now();
    await deps.tidy({ isStart, forgottenJobs: await forgetOldJobs(ctx) });
  }

  function lookWhenChanged(): void {
    if (closed || looking) return;
    try {
      const newest = deps.changeMark();
      if (newest === mark && now() - lookedMs < longestRestMs) return;
      mark = newest;
    } catch {
      // The database is in trouble, which its own watch reports; the next look may find it well.
      return;
    }
    lookedMs = now();
    looking = look()
      .catch((error: unknown) => logger.error("jobs_failed", { error }))
      .finally(() => {
        looking = null;
      });
  }

  function begin(job: Job): void {
    const controller = new AbortController();
    const ended = run(job, controller.signal).finally(() => {
      running.delete(job.id);
      // Its kind is free for the next one.
      lookedMs = Number.NEGATIVE_INFINITY;
      lookWhenChanged();
    });
    running.set(job.id, { kind: job.kind, controller, ended });
  }

  async function run(job: Job, signal: AbortSignal): Promise<void> {
    const startedMs = now();
    const fields = { job: job.id, kind: job.kind };
    let reportedMs = startedMs;
    const progress = (done: number) => {
      if (now() - reportedMs < progressEveryMs) return;
      reportedMs = now();
      reportProgress(ctx, job.id, Math.min(1, Math.max(0, done))).catch(() => undefined);
    };
    const handler = handlers[job.kind] as (work: JobWork<JobKind>) => Promise<unknown>;
    try {
      const result = await handler({ job, ctx, signal, progress });
      await settle(job.id, { state: "completed", result: result ?? null });
      logger.info("job_completed", { ...fields, duration_ms: Math.round(now() - startedMs) });
      waiters.get(job.id)?.resolve(result);
    } catch (error) {
      if (closed && signal.aborted) {
        // The next start takes it over, and this attempt does not count.
        await settle(job.id, { state: "waiting", runAt: ctx.nowS(), attemptsMade: job.attemptsMade - 1 });
        waiters.get(job.id)?.reject(new AppError("shutting_down"));
        return;
      }
      const end = endOf(job, error);
      if (!signal.aborted) {
        const level = errorCodeOf(error) === "internal" ? "error" : "warn";
        logger[level](end.state === "waiting" ? "job_put_off" : "job_failed", { ...fields, error });
      }
      await settle(job.id, end);
      if (end.state === "waiting") return;
      waiters.get(job.id)?.reject(signal.aborted ? new AppError("not_found") : error);
    }
    waiters.delete(job.id);
  }

  function endOf(job: Job, error: unknown): JobEnd {
    const code = errorCodeOf(error);
    if (isTriedAgain(job, error) || untilDone.includes(job.kind)) {
      const waitS = Math.min(longestRetryS, retryAfterS * 2 ** (job.attemptsMade - 1));
      return { state: "waiting", runAt: ctx.nowS() + waitS };
    }
    const failedReason = code === "internal" ? errorCatalogue.internal.message : (error as Error).message;
    return { state: "failed", failedCode: code, failedReason };
  }

  /** Stores how a job ended; while the storage is in trouble it is tried again, or nobody would ever hear of it. */
  async function settle(jobId: number, end: JobEnd): Promise<void> {
    for (let tried = 0; ; tried++) {
      try {
        await settleJob(ctx, jobId, end);
        return;
      } catch (error) {
        if (tried === 0) logger.error("job_end_not_stored", { job: jobId, error });
        if (closed) return;
        await sleep(settleAgainMs);
      }
    }
  }

  return {
    async start() {
      const recovered = await recoverJobs(ctx);
      if (recovered.waiting + recovered.failed > 0) logger.warn("jobs_recovered", recovered);
      await tidy(true);
      if (closed) return;
      timer = setInterval(lookWhenChanged, lookEveryMs);
      lookWhenChanged();
    },
    async finished(jobId) {
      const ended = new Promise((resolve, reject) => {
        waiters.set(jobId, { resolve, reject });
      });
      // Whoever stops waiting for it must not end the process.
      ended.catch(() => undefined);
      const job = await endOfJob(ctx, jobId);
      if (!job) return ended;
      waiters.delete(jobId);
      if (job.state === "completed") return job.result;
      throw failureOf(job);
    },
    async close() {
      closed = true;
      if (timer) clearInterval(timer);
      await looking;
      for (const { controller } of running.values()) controller.abort(new AppError("shutting_down"));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
