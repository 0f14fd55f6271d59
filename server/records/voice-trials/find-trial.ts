import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { jobs, voiceRatings } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { type TrialView, trialResultSchema } from "../../../lib/voice-profiles/trials";
import { authorise, requirePerson, type UserActor } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { jobView } from "../jobs/find-job";
import type { Job } from "../jobs/job";
import { maySee, voiceRows } from "../voice-profiles/profile-rows";
import { trialFile } from "./trial-files";

const oneSchema = z.object({ jobId: z.coerce.number().int().positive() });
const listSchema = z.object({ profileId: z.coerce.number().int().positive() });
const maxListed = 20;

type TrialJob = Job<"voice_trial">;

/** A trial that the person asked for. Throws AppError `not_found`, also for another person's. */
export async function findTrial(ctx: RecordsContext, input: { jobId: number | string }): Promise<TrialView> {
  authorise(ctx.actor, "voice:use");
  const person = requirePerson(ctx.actor);
  const { jobId } = parseInput(oneSchema, input);
  return ctx.db.read((tx) => viewOf(tx, person, ownTrial(tx, person, jobId)));
}

/** The person's trials of a voice, newest first; those of the last day. */
export async function listTrials(ctx: RecordsContext, input: { profileId: number | string }): Promise<TrialView[]> {
  authorise(ctx.actor, "voice:use");
  const person = requirePerson(ctx.actor);
  const { profileId } = parseInput(listSchema, input);
  return ctx.db.read((tx) =>
    tx
      .select()
      .from(jobs)
      .where(and(eq(jobs.kind, "voice_trial"), eq(jobs.profileId, profileId), eq(jobs.userId, person.userId)))
      .orderBy(desc(jobs.id))
      .limit(maxListed)
      .all()
      .map((job) => viewOf(tx, person, job as TrialJob)),
  );
}

/** Absolute path of a trial's sound; the file itself may be missing. Throws AppError `not_found`. */
export async function trialAudioPath(ctx: RecordsContext, input: { jobId: number | string }): Promise<string> {
  authorise(ctx.actor, "voice:use");
  const person = requirePerson(ctx.actor);
  const { jobId } = parseInput(oneSchema, input);
  await ctx.db.read((tx) => {
    const { profileId } = ownTrial(tx, person, jobId).payload;
    // The voice may have become private since.
    const rows = voiceRows(tx, profileId);
    if (!rows || !maySee(ctx.actor, rows)) throw new AppError("not_found");
  });
  return trialFile(ctx, jobId);
}

/** For verbs with an open transaction. Throws AppError `not_found`. */
export function ownTrial(tx: Transaction, { userId }: UserActor, jobId: number): TrialJob {
  const job = tx.select().from(jobs).where(eq(jobs.id, jobId)).get();
  if (job?.kind !== "voice_trial" || job.userId !== userId) throw new AppError("not_found");
  return job as TrialJob;
}

function viewOf(tx: Transaction, { userId }: UserActor, job: TrialJob): TrialView {
  const own = and(eq(voiceRatings.trialJobId, job.id), eq(voiceRatings.userId, userId));
  const rating = tx.select().from(voiceRatings).where(own).get();
  const { profileId, text, mode } = job.payload;
  const result = trialResultSchema.safeParse(job.result).data ?? null;
  return {
    job: jobView(tx, job),
    profile_id: profileId,
    text,
    mode,
    result,
    audio_url: result && `/api/voice-profiles/${profileId}/trials/${job.id}/audio`,
    rating: rating ? { score: rating.score, isBlind: rating.isBlind } : null,
    created_at: job.createdAt,
  };
}
