import { concatInt16 } from "../../lib/audio/pcm";
import { encodeWav } from "../../lib/audio/wav";
import { AppError } from "../../lib/errors";
import type { VoiceSampleRequest } from "../../lib/voice-sample";
import { type CallOptions, failedCode, type TextToSpeech } from "../inference/contract";
import type { LeaseBroker } from "../inference/scheduling/contract";
import type { Logger } from "../platform/observability/logger";
import { TokenBucket } from "../platform/timing/token-bucket";

export interface VoiceSamplesDependencies {
  tts: TextToSpeech;
  leases: LeaseBroker;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
}

/** What a voice says of itself: no digits or signs, so that it is its own spoken form. */
const sentences = {
  "zh-TW": "您好，我是您的語音助理。我回答您的時候，聽起來就是這樣。",
  en: "Hello, I am your voice assistant. This is how I sound when I answer you.",
} as const;

/** All voices of both languages and modes, and a few cloned ones: some 300 KB each. */
const maxKept = 40;
/** Samples in the making; the models are there for conversations. */
const maxUnderWay = 2;
const timeLimitMs = 60_000;
/** A sample that nobody has heard yet costs a call to the model. Those that are kept are free. */
const newSamples = { perSecond: 0.2, burst: 12 };

export type VoiceSample = (personId: number, request: VoiceSampleRequest) => Promise<Uint8Array>;

/**
 * Speaks a sentence with a built-in voice, as WAV, 24 kHz mono. Each sample is made once and kept in memory. It waits
 * behind everybody who talks. Throws AppError `not_found` for a voice that does not speak this language in this mode,
 * `rate_limited`, or what the model failed with.
 */
export function createVoiceSamples({ tts, leases, logger, now }: VoiceSamplesDependencies): VoiceSample {
  const kept = new Map<string, Promise<Uint8Array>>();
  const buckets = new Map<number, TokenBucket>();
  let underWay = 0;

  function mayBegin(personId: number): void {
    const nowMs = now();
    for (const [id, bucket] of buckets) if (bucket.isFull(nowMs)) buckets.delete(id);
    const bucket = buckets.get(personId) ?? new TokenBucket(newSamples);
    buckets.set(personId, bucket);
    if (underWay < maxUnderWay && bucket.take(nowMs)) return;
    const waitS = Math.max(2, Math.ceil(bucket.waitMs(nowMs) / 1_000));
    throw new AppError("rate_limited", undefined, { retryAfterS: waitS });
  }

  async function speak({ voice, language, mode }: VoiceSampleRequest): Promise<Uint8Array> {
    underWay += 1;
    const startedMs = now();
    const call = { signal: AbortSignal.timeout(timeLimitMs), urgency: "waiting" } satisfies CallOptions;
    try {
      const lease = await leases.acquire({ call: "segment", ...call });
      try {
        const pieces: Int16Array[] = [];
        const request = { text: sentences[language], language, mode, voice: { kind: "builtin", name: voice } } as const;
        for await (const piece of tts.synthesize(request, { ...call, signal: lease.signal })) pieces.push(piece);
        logger.info("voice_sample_made", { voice, mode, duration_ms: Math.round(now() - startedMs) });
        return encodeWav(concatInt16(pieces), 24_000);
      } finally {
        lease.release();
      }
    } catch (error) {
      logger.warn("voice_sample_failed", { voice, mode, error });
      throw error instanceof AppError ? error : new AppError(call.signal.aborted ? "model_timeout" : failedCode.tts);
    } finally {
      underWay -= 1;
    }
  }

  return async (personId, request) => {
    const { voice, language, mode } = request;
    const fits = tts.voices().some((each) => {
      return each.name === voice && each.language === language && each.modes.includes(mode);
    });
    if (!fits) throw new AppError("not_found", "This voice does not speak this language in this mode.");
    if (!tts.supports(language)) throw new AppError("model_language_unsupported");
    const model = tts.modelFor?.(language, mode) ?? tts.models()[0]?.model ?? "";
    const key = JSON.stringify([model, voice, language, mode]);
    const known = kept.get(key);
    if (known) return known;
    mayBegin(personId);
    const made = speak(request);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    return made;
  };
}
