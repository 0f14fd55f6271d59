import { float32ToInt16 } from "../../../lib/audio/pcm";
import { referenceTarget } from "../../../lib/voice-profiles/reference-target";
import type { TimeSpan } from "../contract";

const { sampleRateHz, rmsDbfs, maxPeakDbfs, trailingSilenceS } = referenceTarget;
/** A hair below the limit, so that rounding to 16 bits never crosses it. */
const maxPeak = 10 ** ((maxPeakDbfs - 0.01) / 20);
const targetRms = 10 ** (rmsDbfs / 20);
/** Digital silence and near it is not raised to a roar. */
const maxGain = 10 ** (40 / 20);
const fadeSamples = Math.round(0.01 * sampleRateHz);
/** The gain goes down this long before a peak, and up again as slowly. */
const limiterSamples = Math.round(0.005 * sampleRateHz);
/** Limiting takes some level away, which the next round adds again. */
const levelRounds = 4;

/**
 * The finished reference: without a constant offset, with soft ends, its speech at −20 dBFS, peaks at most −3 dBFS, and
 * a second of silence at the end. `spans` is where speech is in it, seconds from its beginning.
 */
export function mastered(part: Float32Array, spans: readonly TimeSpan[]): Int16Array {
  const sound = withoutOffset(part);
  fadeEnds(sound);
  let gain = 1;
  let out: Float32Array = sound;
  for (let round = 0; round < levelRounds; round++) {
    const rms = rmsWithin(out, spans);
    if (rms === 0) break;
    gain = Math.min(maxGain, (gain * targetRms) / rms);
    out = limited(sound, gain);
  }
  const whole = new Float32Array(out.length + Math.round(trailingSilenceS * sampleRateHz));
  whole.set(out);
  return float32ToInt16(whole);
}

export function withoutOffset(samples: Float32Array): Float32Array {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length);
  return samples.map((sample) => sample - mean);
}

/** Root mean square of the samples in the spans. */
export function rmsWithin(samples: Float32Array, spans: readonly TimeSpan[]): number {
  let sum = 0;
  let count = 0;
  for (const { startS, endS } of spans) {
    const part = samples.subarray(Math.round(startS * sampleRateHz), Math.round(endS * sampleRateHz));
    for (const sample of part) sum += sample * sample;
    count += part.length;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

function fadeEnds(samples: Float32Array): void {
  const length = Math.min(fadeSamples, samples.length >> 1);
  for (let i = 0; i < length; i++) {
    samples[i] = (samples[i] ?? 0) * (i / length);
    const end = samples.length - 1 - i;
    samples[end] = (samples[end] ?? 0) * (i / length);
  }
}

/** Raises the level and turns it down softly around each peak that would be too loud. */
function limited(samples: Float32Array, gain: number): Float32Array {
  const needed = Float32Array.from(samples, (sample) => Math.min(1, maxPeak / Math.max(1e-9, Math.abs(sample * gain))));
  if (needed.every((factor) => factor === 1)) return samples.map((sample) => sample * gain);
  // The least factor around each sample, then the mean of those: it is nowhere above what a peak needs.
  const smoothed = movingMean(movingLeast(needed, limiterSamples), limiterSamples);
  return samples.map((sample, at) => {
    const value = sample * gain * (smoothed[at] ?? 1);
    return Math.min(maxPeak, Math.max(-maxPeak, value));
  });
}

function movingLeast(values: Float32Array, reach: number): Float32Array {
  const least = Float32Array.from(values);
  // Few samples need less than 1, so that only their neighbourhood has to be visited.
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 1;
    if (value === 1) continue;
    const end = Math.min(values.length - 1, at + reach);
    for (let near = Math.max(0, at - reach); near <= end; near++) least[near] = Math.min(least[near] ?? 1, value);
  }
  return least;
}

function movingMean(values: Float32Array, reach: number): Float32Array {
  const sums = new Float64Array(values.length + 1);
  for (let at = 0; at < values.length; at++) sums[at + 1] = (sums[at] ?? 0) + (values[at] ?? 1);
  return values.map((_, at) => {
    const from = Math.max(0, at - reach);
    const to = Math.min(values.length, at + reach + 1);
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
}
