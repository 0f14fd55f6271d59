import { concatInt16 } from "../../../lib/audio/pcm";
import { replyAudio } from "../../../lib/audio/reply-audio";
import { encodeWav } from "../../../lib/audio/wav";
import type { Similarity, TrialResult } from "../../../lib/voice-profiles/trials";
import { speakText } from "../../conversation/pipeline/speak-text";
import { speakingModel, type TextToSpeech } from "../../inference/contract";
import type { LeaseBroker } from "../../inference/scheduling/contract";
import type { Logger } from "../../platform/observability/logger";
import { findTrialWork, storeTrial } from "../../records/voice-trials/trial-work";
import type { JobHandlers } from "../runner";
import { speechSamples, speechSamplesIn } from "./speech-samples";

export interface VoiceTrialDependencies {
  tts: TextToSpeech;
  leases: LeaseBroker;
  /** How alike two voices are; both are float32 mono 16 kHz. */
  similarityOf: (one: Float32Array, another: Float32Array, signal: AbortSignal) => Promise<Similarity>;
  logger: Logger;
}

/** Speaking is nearly all of the work; what is left is to compare. */
const spokenShare = 0.95;

/**
 * Speaks one sentence in a voice that somebody brought, behind everybody who talks, keeps the sound for a day and
 * measures how alike it is to its reference. Nothing replaces a voice that can't speak: its failure is the job's.
 */
export function createVoiceTrial(deps: VoiceTrialDependencies): JobHandlers["voice_trial"] {
  const { tts, leases, logger } = deps;

  /** Null where it can't be measured: a trial is worth hearing without it. */
  async function similarity(pcm: Int16Array, referencePath: string, signal: AbortSignal): Promise<Similarity | null> {
    try {
      const spoken = await speechSamples({ pcm, sampleRateHz: replyAudio.sampleRateHz });
      return await deps.similarityOf(spoken, await speechSamplesIn(referencePath), signal);
    } catch (error) {
      signal.throwIfAborted();
      logger.warn("voice_trial_not_measured", { error });
      return null;
    }
  }

  return async ({ job, ctx, signal, progress }): Promise<TrialResult> => {
    const { profileId, text, mode } = job.payload;
    const { reference, language } = await findTrialWork(ctx, { profileId, userId: job.userId });
    const { referenceSha256: _, ...recording } = reference;
    const voice = { kind: "cloned", ...recording } as const;
    const pieces: Int16Array[] = [];
    const call = { signal, urgency: "waiting" } as const;
    for await (const { pcm, done } of speakText({ text, language, mode, voice }, { tts, leases }, call)) {
      pieces.push(pcm);
      progress(done * spokenShare);
    }
    const pcm = concatInt16(pieces);
    progress(spokenShare);
    const alike = await similarity(pcm, reference.referenceAudioPath, signal);
    signal.throwIfAborted();
    await storeTrial(ctx, job.id, encodeWav(pcm, replyAudio.sampleRateHz));
    return {
      durationMs: Math.round((pcm.length / replyAudio.sampleRateHz) * 1_000),
      model: speakingModel(tts, language, mode)?.model ?? null,
      similarity: alike,
    };
  };
}
