import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { decodeWav } from "../../../lib/audio/wav";
import type { CheckedTake } from "../../../lib/consent/result";
import { readConsentSentence } from "../../../lib/consent/sentence";
import { type WordsMatch, wordsMatch } from "../../../lib/consent/words-match";
import { AppError } from "../../../lib/errors";
import { type Language, languageSchema } from "../../../lib/languages";
import { transcribeRecording } from "../../conversation/pipeline/transcribe-recording";
import { type SpeakerEngine, type SpeechToText, speakingModel, type TextToSpeech } from "../../inference/contract";
import type { LeaseBroker } from "../../inference/scheduling/contract";
import type { Logger } from "../../platform/observability/logger";
import { findTake } from "../../records/consents/ceremony";
import { settleConsent } from "../../records/consents/settle-consent";
import type { RecordsContext } from "../../records/context";
import { profileFile } from "../../records/voice-profiles/profile-files";
import type { JobHandlers } from "../runner";
import { isTriedAgain } from "../tried-again";
import { speechSamples } from "./speech-samples";

export interface ConsentCheckDependencies {
  stt: SpeechToText;
  tts: TextToSpeech;
  speaker: Pick<SpeakerEngine, "embed" | "compare">;
  leases: LeaseBroker;
  logger: Logger;
  /** Tells a ceremony that waits what was found: the words alone go there, none of them into the job's row. */
  onChecked: (consentId: string, checked: CheckedTake) => void;
}

type StoredTake = NonNullable<Awaited<ReturnType<typeof findTake>>>;

/**
 * Listens to the recording of a consent: whether the sentence was said, by any of the recognisers that are ready, and if
 * so, whether its voice is the one of the reference that the consent is bound to. Where it can't be checked in the end,
 * nothing of it is kept, and the person may consent again.
 */
export function createConsentCheck(deps: ConsentCheckDependencies): JobHandlers["consent_check"] {
  return async ({ job, ctx, signal, progress }) => {
    const { consentId } = job.payload;
    const take = await findTake(ctx, consentId);
    if (!take) return null;
    try {
      const checked = await check(deps, ctx, take, signal, progress);
      // The voice has gone meanwhile: nothing was settled, and there is nothing to tell.
      if (!(await settle(deps, ctx, take, checked))) return null;
      deps.onChecked(consentId, checked);
      return { outcome: checked.outcome };
    } catch (error) {
      if (signal.aborted || isTriedAgain(job, error)) throw error;
      await settleConsent(ctx, { consentId, outcome: "again", heard: "", scores: null, model: null });
      throw error;
    }
  };
}

async function check(
  deps: ConsentCheckDependencies,
  ctx: RecordsContext,
  row: StoredTake,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<CheckedTake> {
  const language = languageSchema.parse(row.language);
  const subject = { language, voiceName: row.profileName, purpose: row.purpose };
  const sentence = readConsentSentence(row.sentence ?? "", subject);
  if (!sentence) throw new AppError("conflict", "The sentence is not one of this voice.");
  const take = await unchangedFile(ctx, row, "take.wav", row.evidenceSha256);
  const audio = await speechSamples(decodeWav(take));
  const { heard, words } = await listen(deps, { audio, language }, signal, (text) => wordsMatch(sentence, text));
  progress(0.6);
  if (words.answer !== "yes") return { outcome: "again", heard, words, voice: null };
  const reference = await unchangedFile(ctx, row, "reference.wav", row.referenceSha256);
  const print = await deps.speaker.embed(audio, signal);
  const referencePrint = await deps.speaker.embed(await speechSamples(decodeWav(reference)), signal);
  const { score, answer, why, limits } = deps.speaker.compare(print, referencePrint);
  const voice = { score, answer, reason: why, speechS: print.speechS };
  const limit = { matchFrom: limits?.match ?? null, noMatchBelow: limits?.noMatch ?? null };
  return { outcome: answer, heard, words, voice: { ...voice, ...limit } };
}

async function unchangedFile(
  ctx: RecordsContext,
  { profileId }: StoredTake,
  file: "take.wav" | "reference.wav",
  sha256: string | null,
): Promise<Uint8Array> {
  const content = await readFile(profileFile(ctx, profileId, file)).catch(() => null);
  const isSame = content !== null && createHash("sha256").update(content).digest("hex") === sha256;
  if (!isSame) throw new AppError("conflict", "The recording is no longer the one that the consent is bound to.");
  return content;
}

/** What the recogniser that understood best has heard; a denial that one of them heard counts. */
async function listen(
  { stt, leases, logger }: ConsentCheckDependencies,
  request: { audio: Float32Array; language: Language },
  signal: AbortSignal,
  judge: (text: string) => WordsMatch,
): Promise<{ heard: string; words: WordsMatch }> {
  const call = { signal, urgency: "waiting" } as const;
  const heardBy = async (recogniser: Pick<SpeechToText, "transcribe">) => {
    const heard = (await transcribeRecording({ stt: recogniser, leases }, request, call)) ?? "";
    return { heard, words: judge(heard) };
  };
  const first = await heardBy(stt);
  const second = stt.second?.(request.language);
  if (first.words.answer === "yes" || first.words.isDenied || !second) return first;
  try {
    const other = await heardBy(second);
    return other.words.isDenied || other.words.answer === "yes" || other.words.score < first.words.score
      ? other
      : first;
  } catch (error) {
    signal.throwIfAborted();
    logger.warn("consent_second_look_failed", { error });
    return first;
  }
}

async function settle(
  { tts }: ConsentCheckDependencies,
  ctx: RecordsContext,
  { id: consentId, language }: StoredTake,
  { outcome, heard, words, voice }: CheckedTake,
): Promise<boolean> {
  const model = tts.canClone() ? speakingModel(tts, languageSchema.parse(language), "hq") : null;
  return settleConsent(ctx, {
    consentId,
    outcome,
    heard,
    scores: voice && {
      wordsError: words.score,
      speakerScore: voice.score,
      speakerAnswer: voice.answer,
      speakerReason: voice.reason,
      matchFrom: voice.matchFrom,
      noMatchBelow: voice.noMatchBelow,
      speechS: voice.speechS,
    },
    model: model && { name: model.name, licence: model.licence },
  });
}
