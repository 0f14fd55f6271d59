import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeWav } from "../../../lib/audio/wav";
import type { ReferenceMeasures } from "../../../lib/voice-profiles/quality";
import { storeTake } from "../consents/ceremony";
import { settleConsent } from "../consents/settle-consent";
import type { RecordsContext } from "../context";
import { settleJob, takeJob } from "../jobs/work";
import { beginDraft } from "../voice-profiles/begin-draft";
import { changeDraft } from "../voice-profiles/change-draft";
import { findReferenceWork, storePrepared } from "../voice-profiles/prepare-reference";
import { saveProfile } from "../voice-profiles/save-profile";

export const goodMeasures: ReferenceMeasures = {
  speechS: 8,
  rmsDbfs: -20,
  peakDbfs: -4,
  clippedShare: 0,
  noiseGapDb: 40,
  speakers: "one",
  textCer: 0,
};

/** A tone of one second: a reference is only read by models. */
export const referenceWav = encodeWav(
  Int16Array.from({ length: 24_000 }, (_, index) => Math.round(8_000 * Math.sin(index / 20))),
  24_000,
);

export const consentScores = {
  wordsError: 0.02,
  speakerScore: 0.9,
  speakerAnswer: "match",
  speakerReason: "at_least_match_limit",
  matchFrom: 0.77,
  noMatchBelow: 0.68,
  speechS: 9,
} as const;

/** A file as an upload leaves it. */
export function uploadedFile(dataDir: string, content: Uint8Array | string = "sound"): string {
  const path = join(dataDir, "audio/incoming", randomUUID());
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Does what the job does that prepares a reference, without listening. `system` is the context of jobs. */
export async function prepareDraft(
  system: RecordsContext,
  { measures = goodMeasures, heardText = "What is said in it.", wav = referenceWav } = {},
): Promise<number> {
  const job = await takeJob(system, ["consent_check", "voice_trial", "voice_removal"]);
  if (job?.kind !== "reference") throw new Error("There is no draft to prepare.");
  const { profileId, keep } = job.payload;
  const work = await findReferenceWork(system, profileId);
  writeFileSync(work.decodedPath, wav);
  writeFileSync(work.referencePath, wav);
  await storePrepared(system, {
    profileId,
    jobId: job.id,
    prepared: {
      sourceFormat: "wav",
      sourceDurationS: 20,
      startS: keep?.startS ?? 1,
      endS: keep?.endS ?? 9,
      isChosen: keep !== null,
      durationS: 9,
      measures,
      sourcePeaks: [0.2, 0.5],
      peaks: [0.5],
    },
    referenceSha256: createHash("sha256").update(wav).digest("hex"),
    heardText,
    print: { values: new Float32Array(256).fill(1 / 16), recipe: 1, modelSha256: "m", speechS: 8, isNarrowBand: false },
  });
  await settleJob(system, job.id, { state: "completed", result: null });
  return profileId;
}

/** A person's draft whose reference is ready. */
export async function preparedDraft(ctx: RecordsContext, system: RecordsContext, dataDir: string): Promise<number> {
  await beginDraft(ctx, { language: "en", uploadPath: uploadedFile(dataDir) });
  return prepareDraft(system);
}

/** Gives the draft or profile a spoken consent with this outcome; returns its id. */
export async function spokenConsent(
  ctx: RecordsContext,
  system: RecordsContext,
  input: {
    profileId: number;
    voiceName: string;
    outcome?: "match" | "unsure" | "no_match" | "again";
    wav?: Uint8Array;
  },
): Promise<string> {
  const { profileId, voiceName, outcome = "match", wav = referenceWav } = input;
  const consentId = randomUUID();
  await storeTake(ctx, {
    profileId,
    ceremonyId: "ceremony",
    consentId,
    language: "en",
    purpose: "assistant",
    sentence: "I agree that this voice is used.",
    voiceName,
    referenceSha256: createHash("sha256").update(wav).digest("hex"),
    take: referenceWav,
  });
  const scores = outcome === "again" ? null : consentScores;
  await settleConsent(system, {
    consentId,
    outcome,
    heard: "I agree that",
    scores,
    model: { name: "F5-TTS", licence: null },
  });
  return consentId;
}

/** A saved voice that may be used. */
export async function readyVoice(
  ctx: RecordsContext,
  system: RecordsContext,
  dataDir: string,
  name: string,
): Promise<number> {
  const profileId = await preparedDraft(ctx, system, dataDir);
  await changeDraft(ctx, { profileId, name });
  await spokenConsent(ctx, system, { profileId, voiceName: name });
  await saveProfile(ctx, { profileId, name });
  return profileId;
}
