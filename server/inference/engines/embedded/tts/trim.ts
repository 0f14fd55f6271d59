import { endsSentence } from "../../../../../lib/speech-text/sentence-ends";

const rateHz = 24_000;
/** −46 dBFS: below the quietest consonants of both voices, above their noise floor. */
const audible = 0.005;
const keepBeforeSeconds = 0.02;
/** The pause that belongs after a sentence, and after any other segment. */
const pauseSeconds = { sentence: 0.3, segment: 0.12 } as const;
const fadeSamples = 120;

/**
 * The speech (float32 mono 24 kHz) with the silence around it cut to a natural pause, its ends faded; empty when all of
 * it is silence.
 */
export function trimSilence(samples: Float32Array, text: string): Float32Array {
  const loud = (sample: number) => Math.abs(sample) > audible;
  const first = samples.findIndex(loud);
  if (first < 0) return new Float32Array(0);
  const start = Math.max(0, Math.round(first - keepBeforeSeconds * rateHz));
  const pause = endsSentence(text) ? pauseSeconds.sentence : pauseSeconds.segment;
  const end = Math.min(samples.length, Math.round(samples.findLastIndex(loud) + 1 + pause * rateHz));
  const kept = samples.slice(start, end);
  const fade = Math.min(fadeSamples, kept.length);
  for (let i = 0; i < fade; i++) {
    kept[i] = ((kept[i] as number) * i) / fade;
    kept[kept.length - 1 - i] = ((kept[kept.length - 1 - i] as number) * i) / fade;
  }
  return kept;
}
