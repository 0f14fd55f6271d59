import { and, eq, isNull, lt } from "drizzle-orm";
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
 * Discards the drafts that were given up, and those whose upload a crash cut off: they have no job. Returns how many.
 */
export async function sweepDrafts(ctx: RecordsContext, { isStart }: { isStart: boolean }): Promise<number> {
  authorise(ctx.actor, "job:run");
  const old = lt(voiceProfileDetails.updatedAt, ctx.nowS() - draftKeptS);
  const swept = await ctx.db.write((tx) => {
    const drafts = tx
      .select({ id: voiceProfileDetails.id, jobId: voiceProfileDetails.jobId })
      .from(voiceProfileDetails)
      .leftJoin(voiceProfiles, eq(voiceProfiles.id, voiceProfileDetails.id))
      .where(isStart ? isNull(voiceProfiles.id) : and(isNull(voiceProfiles.id), old))
      .all();
    const cutOff = new Set(drafts.filter(({ jobId }) => jobId === null).map(({ id }) => id));
    const given = tx.select({ id: voiceProfileDetails.id }).from(voiceProfileDetails).where(old).all();
    const isOld = new Set(given.map(({ id }) => id));
    const ids = drafts.map(({ id }) => id).filter((id) => cutOff.has(id) || isOld.has(id));
    for (const id of ids) removeRows(tx, ctx, id);
    return ids;
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
