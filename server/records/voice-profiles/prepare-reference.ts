import { and, eq, isNotNull, isNull, or } from "drizzle-orm";
import { jobs, voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import type { PreparedReference, PrintFacts } from "../../../lib/voice-profiles/profile";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { withTextCer } from "./change-draft";
import { endConsents } from "./end-consents";
import { profileFile, removeProfileFiles } from "./profile-files";
import { voiceRows } from "./profile-rows";
import { languageOf } from "./profile-views";

/** The whole of what somebody brought, as it came and as it is decoded. */
const recordings = ["upload", "decoded.wav"] as const;

/** What the job that prepares a reference works on. */
export interface ReferenceWork {
  language: Language;
  uploadPath: string;
  decodedPath: string;
  referencePath: string;
  /** What is known of the recording that was decoded already; null: nothing was. */
  source: (Pick<PreparedReference, "sourceFormat"> & { durationS: number; peaks: number[] }) | null;
}

/** Throws AppError `not_found` for a draft that was discarded or saved meanwhile. */
export async function findReferenceWork(ctx: RecordsContext, profileId: number): Promise<ReferenceWork> {
  authorise(ctx.actor, "job:run");
  const rows = await ctx.db.read((tx) => voiceRows(tx, profileId));
  if (!rows || rows.profile) throw new AppError("not_found");
  const { prepared, language } = rows.details;
  return {
    language: languageOf(language),
    uploadPath: profileFile(ctx, profileId, "upload"),
    decodedPath: profileFile(ctx, profileId, "decoded.wav"),
    referencePath: profileFile(ctx, profileId, "reference.wav"),
    source: prepared && {
      sourceFormat: prepared.sourceFormat,
      durationS: prepared.sourceDurationS,
      peaks: prepared.sourcePeaks,
    },
  };
}

export interface PreparedResult {
  profileId: number;
  /** The job that made it; a newer one may have taken its place. */
  jobId: number;
  prepared: PreparedReference;
  referenceSha256: string;
  /** What was heard in it; null: no recogniser could be asked. */
  heardText: string | null;
  print: (PrintFacts & { values: Float32Array }) | null;
}

/**
 * Keeps what a job has prepared. What was heard becomes the text, unless the person has written one. False: a newer job
 * or the person has taken over.
 */
export async function storePrepared(ctx: RecordsContext, result: PreparedResult): Promise<boolean> {
  authorise(ctx.actor, "job:run");
  const { profileId, jobId, prepared, referenceSha256, heardText, print } = result;
  const isStored = await ctx.db.write((tx) => {
    const rows = voiceRows(tx, profileId);
    if (!rows || rows.profile || rows.details.jobId !== jobId) return false;
    const { details } = rows;
    const text = details.textIsEdited ? details.text : (heardText ?? "");
    const { values, ...facts } = print ?? {};
    tx.update(voiceProfileDetails)
      .set({
        prepared: withTextCer(prepared, { text, heard: heardText, language: languageOf(details.language) }),
        referenceSha256,
        heardText,
        text,
        print: print ? (facts as PrintFacts) : null,
        draftEmbedding: values ? embeddingOf(values) : null,
        updatedAt: ctx.nowS(),
      })
      .where(eq(voiceProfileDetails.id, profileId))
      .run();
    // A consent is bound to its reference.
    endConsents(tx, ctx, { profileId, reason: "replaced", exceptFor: referenceSha256 });
    return true;
  });
  if (isStored) await removeProfileFiles(ctx, profileId, ["upload"]);
  return isStored;
}

/** Removes what was uploaded of a draft whose preparation has failed for good; a part of it that is in use stays. */
export async function dropRecording(ctx: RecordsContext, profileId: number): Promise<void> {
  authorise(ctx.actor, "job:run");
  const rows = await ctx.db.read((tx) => voiceRows(tx, profileId));
  if (rows && !rows.profile && !rows.details.prepared) await removeProfileFiles(ctx, profileId, recordings);
}

/** Removes the recordings that a crash has left: of voices that are saved, and of work that is not tried again. */
export async function sweepRecordings(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  const isOfNoUse = or(
    isNotNull(voiceProfiles.id),
    and(isNull(voiceProfileDetails.prepared), eq(jobs.state, "failed")),
  );
  const left = await ctx.db.read((tx) =>
    tx
      .select({ id: voiceProfileDetails.id })
      .from(voiceProfileDetails)
      .leftJoin(voiceProfiles, eq(voiceProfiles.id, voiceProfileDetails.id))
      .leftJoin(jobs, eq(jobs.id, voiceProfileDetails.jobId))
      .where(isOfNoUse)
      .all(),
  );
  for (const { id } of left) await removeProfileFiles(ctx, id, recordings);
}

/** 256 float32, little endian, as the column holds them. */
export function embeddingOf(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => void bytes.writeFloatLE(value, index * 4));
  return bytes;
}
