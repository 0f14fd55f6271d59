import { and, count, eq, lt, or } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { isOver, type JobKind, type JobView } from "../../../lib/jobs";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

const inputSchema = z.object({ jobId: z.number().int().positive() });

/** A job that the person asked for. Throws AppError `not_found`, also for another person's. */
export async function findJob(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<JobView> {
  authorise(ctx.actor, "voice:use");
  const { jobId } = parseInput(inputSchema, input);
  return ctx.db.read((tx) => {
    const job = tx.select().from(jobs).where(eq(jobs.id, jobId)).get();
    if (!job || (ctx.actor.kind === "user" && job.userId !== ctx.actor.userId)) throw new AppError("not_found");
    return jobView(tx, job);
  });
}

/** The job as its person sees it, with its place in the queue. For verbs with an open transaction. */
export function jobView(tx: Transaction, job: typeof jobs.$inferSelect): JobView {
  const isBefore = and(
    lt(jobs.id, job.id),
    or(eq(jobs.state, "waiting"), eq(jobs.state, "active")),
    eq(jobs.kind, job.kind),
  );
  const ahead = tx.select({ jobs: count() }).from(jobs).where(isBefore).get()?.jobs ?? 0;
  return {
    id: job.id,
    kind: job.kind as JobKind,
    state: job.state,
    progress: isOver(job.state) ? 1 : job.progress,
    ahead: job.state === "waiting" ? ahead : 0,
    failedCode: job.failedCode,
    failedReason: job.failedReason,
  };
}
