import { and, eq, isNull, lt, or } from "drizzle-orm";
import { z } from "zod";
import { jobs, voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { cancelIn } from "../jobs/cancel-job";
import { enqueue } from "../jobs/enqueue";
import { endConsents } from "./end-consents";
import { removeProfileFolder } from "./profile-files";
import { ownDraft } from "./profile-rows";

const inputSchema = z.object({ profileId: z.number().int().positive() });

/** Gives up one's own draft: its rows and its files go. Throws AppError `not_found`. */
export async function discardDraft(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "voice:use");
  const { profileId } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    ownDraft(tx, ctx.actor, profileId);
    removeRows(tx, ctx, profileId);
  });
  await removeProfileFolder(ctx, profileId);
}

/** A draft that nobody touched for a day was given up. */
const draftKeptS = 86_400;

/**
 * Discards the drafts that were given up; at a start also those that a crash cut off: their upload is not complete (they
 * have no job), or the request that they belong to is over. Returns how many.
 */
export async function sweepDrafts(ctx: RecordsContext, { isStart }: { isStart: boolean }): Promise<number> {
  authorise(ctx.actor, "job:run");
  const isOld = lt(voiceProfileDetails.updatedAt, ctx.nowS() - draftKeptS);
  const isCutOff = or(isNull(voiceProfileDetails.jobId), eq(voiceProfileDetails.origin, "request"));
  const swept = await ctx.db.write((tx) => {
    const drafts = tx
      .select({ id: voiceProfileDetails.id })
      .from(voiceProfileDetails)
      .leftJoin(voiceProfiles, eq(voiceProfiles.id, voiceProfileDetails.id))
      .where(and(isNull(voiceProfiles.id), isStart ? or(isOld, isCutOff) : isOld))
      .all();
    for (const { id } of drafts) removeRows(tx, ctx, id);
    return drafts.map(({ id }) => id);
  });
  for (const profileId of swept) await removeProfileFolder(ctx, profileId);
  return swept.length;
}

function removeRows(tx: Transaction, ctx: RecordsContext, profileId: number): void {
  for (const { id } of tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.profileId, profileId)).all()) {
    cancelIn(tx, ctx, id);
  }
  tx.delete(voiceProfileDetails).where(eq(voiceProfileDetails.id, profileId)).run();
  // The files go at once; the job is for a server that ends before that.
  enqueue(tx, ctx, { kind: "voice_removal", payload: { profileId } });
  endConsents(tx, ctx, { profileId, reason: "deleted" });
}
