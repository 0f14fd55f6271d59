import { and, asc, eq, inArray, lte, notInArray, or } from "drizzle-orm";
import { jobs } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { isOver, type JobKind } from "../../../lib/jobs";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { type Job, untilDone } from "./job";

/** How often a job is begun; one that took the server down with it is not tried for ever. */
export const maxAttempts = 3;
/** Finished jobs stay readable for a day. */
const keptS = 86_400;

/** Makes the jobs of a server that was killed wait again, and fails those that were begun too often. */
export async function recoverJobs(ctx: RecordsContext): Promise<{ waiting: number; failed: number }> {
  authorise(ctx.actor, "job:run");
  return ctx.db.write((tx) => {
    let failed = 0;
    const stalled = tx.select().from(jobs).where(eq(jobs.state, "active")).all();
    for (const job of stalled) {
      const isLost = job.attemptsMade >= maxAttempts && !untilDone.includes(job.kind as JobKind);
      if (isLost) failed += 1;
      const change = isLost
        ? ({
            state: "failed",
            failedCode: "internal",
            failedReason: "The server ended during this work.",
            finishedAt: ctx.nowS(),
          } as const)
        : ({ state: "waiting", progress: 0 } as const);
      tx.update(jobs).set(change).where(eq(jobs.id, job.id)).run();
    }
    return { waiting: stalled.length - failed, failed };
  });
}

/** The next job that may run now, made `active`; null: none. Jobs of the kinds in `busy` wait. */
export async function takeJob(ctx: RecordsContext, busy: readonly JobKind[]): Promise<Job | null> {
  authorise(ctx.actor, "job:run");
  const isDue = and(eq(jobs.state, "waiting"), lte(jobs.runAt, ctx.nowS()));
  const mayRun = busy.length > 0 ? and(isDue, notInArray(jobs.kind, [...busy])) : isDue;
  const nextIn = (tx: Transaction) => tx.select().from(jobs).where(mayRun).orderBy(asc(jobs.id)).get();
  // Most looks find nothing: they take no write lock.
  if (!(await ctx.db.read(nextIn))) return null;
  return ctx.db.write((tx) => {
    const next = nextIn(tx);
    if (!next) return null;
    const change = { state: "active", attemptsMade: next.attemptsMade + 1, progress: 0 } as const;
    return tx.update(jobs).set(change).where(eq(jobs.id, next.id)).returning().get() as Job;
  });
}

/** Says how far an active job is, 0 to 1. False: it is no longer active, because somebody cancelled it. */
export async function reportProgress(ctx: RecordsContext, jobId: number, progress: number): Promise<boolean> {
  authorise(ctx.actor, "job:run");
  const isActive = and(eq(jobs.id, jobId), eq(jobs.state, "active"));
  return ctx.db.write((tx) => tx.update(jobs).set({ progress }).where(isActive).run().changes > 0);
}

export type JobEnd =
  | { state: "completed"; result: unknown }
  | { state: "failed"; failedCode: string; failedReason: string }
  /** It is tried again, not before `runAt`; `attemptsMade` where this attempt does not count. */
  | { state: "waiting"; runAt: number; attemptsMade?: number };

/** Ends an active job; one that was cancelled meanwhile stays so. */
export async function settleJob(ctx: RecordsContext, jobId: number, end: JobEnd): Promise<void> {
  authorise(ctx.actor, "job:run");
  const finished = end.state === "waiting" ? { progress: 0 } : { progress: 1, finishedAt: ctx.nowS() };
  await ctx.db.write((tx) =>
    tx
      .update(jobs)
      .set({ ...end, ...finished })
      .where(and(eq(jobs.id, jobId), eq(jobs.state, "active")))
      .run(),
  );
}

/** Of these jobs, those that were cancelled or are gone. */
export async function cancelledAmong(ctx: RecordsContext, jobIds: readonly number[]): Promise<number[]> {
  authorise(ctx.actor, "job:run");
  if (jobIds.length === 0) return [];
  const active = await ctx.db.read((tx) =>
    tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(inArray(jobs.id, [...jobIds]), eq(jobs.state, "active")))
      .all(),
  );
  const running = new Set(active.map(({ id }) => id));
  return jobIds.filter((id) => !running.has(id));
}

/** Forgets jobs that ended more than a day ago; returns their ids, whose files may go too. */
export async function forgetOldJobs(ctx: RecordsContext): Promise<number[]> {
  authorise(ctx.actor, "job:run");
  const over = or(eq(jobs.state, "completed"), eq(jobs.state, "failed"), eq(jobs.state, "cancelled"));
  return ctx.db.write((tx) =>
    tx
      .delete(jobs)
      .where(and(over, lte(jobs.finishedAt, ctx.nowS() - keptS)))
      .returning({ id: jobs.id })
      .all()
      .map(({ id }) => id),
  );
}

/** How a job ended; null while it waits or runs. Throws AppError `not_found`. */
export async function endOfJob(ctx: RecordsContext, jobId: number): Promise<Job | null> {
  authorise(ctx.actor, "job:run");
  const job = await ctx.db.read((tx) => tx.select().from(jobs).where(eq(jobs.id, jobId)).get());
  if (!job) throw new AppError("not_found");
  return isOver(job.state) ? (job as Job) : null;
}
