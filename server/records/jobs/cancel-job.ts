import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

const inputSchema = z.object({ jobId: z.number().int().positive() });

/**
 * Ends a trial that the person asked for; the runner stops what runs. A job that is over already stays so. Other jobs
 * end with what they are about: whether a consent holds and whether a voice's files go must not depend on a button.
 * Throws AppError `not_found`, also for another person's, and `forbidden` for another kind.
 */
export async function cancelJob(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "voice:use");
  const { jobId } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const job = tx.select().from(jobs).where(eq(jobs.id, jobId)).get();
    if (!job || (ctx.actor.kind === "user" && job.userId !== ctx.actor.userId)) throw new AppError("not_found");
    if (job.kind !== "voice_trial") throw new AppError("forbidden", undefined, { permission: "job:run" });
    cancelIn(tx, ctx, jobId);
  });
}

/** For verbs with an open transaction and their own permission. */
export function cancelIn(tx: Transaction, { nowS }: RecordsContext, jobId: number): void {
  tx.update(jobs)
    .set({ state: "cancelled", finishedAt: nowS() })
    .where(and(eq(jobs.id, jobId), inArray(jobs.state, ["waiting", "active"])))
    .run();
}
