import { rm } from "node:fs/promises";
import { and, eq, inArray } from "drizzle-orm";
import { jobs } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { languageOf } from "../voice-profiles/profile-views";
import { type ReferenceVoice, referenceOf, usableVoiceFor } from "../voice-profiles/resolve";
import { removeTrialFiles, trialFilesOnDisk, writeTrialFile } from "./trial-files";

/**
 * What the job needs that speaks a trial. Throws AppError `profile_not_ready` for a voice that has ended meanwhile, or
 * that whoever asked may not use any more.
 */
export async function findTrialWork(
  ctx: RecordsContext,
  { profileId, userId }: { profileId: number; userId: number | null },
): Promise<{ reference: ReferenceVoice; language: Language }> {
  authorise(ctx.actor, "job:run");
  if (userId === null) throw new AppError("profile_not_ready");
  const rows = await ctx.db.read((tx) => usableVoiceFor(tx, userId, profileId));
  return { reference: referenceOf(ctx, rows), language: languageOf(rows.details.language) };
}

/** Keeps a trial's sound for as long as its job. Nothing stays of one whose voice ended meanwhile. */
export async function storeTrial(ctx: RecordsContext, jobId: number, wav: Uint8Array): Promise<void> {
  authorise(ctx.actor, "job:run");
  await writeTrialFile(ctx, jobId, wav);
  const isWanted = await ctx.db.read((tx) => {
    return tx.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, jobId)).get()?.state === "active";
  });
  if (isWanted) return;
  await removeTrialFiles(ctx, [jobId]);
  throw new AppError("not_found");
}

/** Removes the sounds of jobs that are forgotten, of whatever kind. */
export async function forgetTrials(ctx: RecordsContext, jobIds: readonly number[]): Promise<void> {
  authorise(ctx.actor, "job:run");
  await removeTrialFiles(ctx, jobIds);
}

/** Removes all trials of a voice that has ended: its jobs have been cancelled. */
export async function removeTrialsOf(ctx: RecordsContext, profileId: number): Promise<void> {
  authorise(ctx.actor, "job:run");
  const ofVoice = and(eq(jobs.kind, "voice_trial"), eq(jobs.profileId, profileId));
  const ids = await ctx.db.read((tx) => tx.select({ id: jobs.id }).from(jobs).where(ofVoice).all());
  await removeTrialFiles(
    ctx,
    ids.map(({ id }) => id),
  );
  const isOver = inArray(jobs.state, ["completed", "failed", "cancelled"]);
  await ctx.db.write((tx) => tx.delete(jobs).where(and(ofVoice, isOver)).run());
}

/** Removes what a crash left: half a file, and sounds whose job is gone. Call it at start. */
export async function sweepTrials(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  const { jobIds, others } = await trialFilesOnDisk(ctx);
  const known = await ctx.db.read((tx) => {
    return tx.select({ id: jobs.id }).from(jobs).where(inArray(jobs.id, jobIds)).all();
  });
  const isKnown = new Set(known.map(({ id }) => id));
  await removeTrialFiles(
    ctx,
    jobIds.filter((id) => !isKnown.has(id)),
  );
  for (const path of others) await rm(path, { force: true });
}
