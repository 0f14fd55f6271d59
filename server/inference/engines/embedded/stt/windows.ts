const rateHz = 16_000;
/** Both recognisers are trained on at most 30 s. */
const maxWindowSeconds = 28;
/** The cut is made in the last part of a window. */
const searchSeconds = 10;
const frameSamples = 1_600;

/**
 * Cuts long audio (float32 mono 16 kHz) into windows of at most 28 s, each cut in the quietest 100 ms of its last 10 s.
 */
export function windowsOf(audio: Float32Array): Float32Array[] {
  const windows: Float32Array[] = [];
  let rest = audio;
  while (rest.length > maxWindowSeconds * rateHz) {
    const cut = quietestPoint(rest, (maxWindowSeconds - searchSeconds) * rateHz, maxWindowSeconds * rateHz);
    windows.push(rest.subarray(0, cut));
    rest = rest.subarray(cut);
  }
  windows.push(rest);
  return windows;
}

function quietestPoint(audio: Float32Array, from: number, to: number): number {
  let best = to;
  let bestEnergy = Number.POSITIVE_INFINITY;
  for (let start = from; start + frameSamples <= to; start += frameSamples) {
    let energy = 0;
    for (let i = start; i < start + frameSamples; i++) energy += (audio[i] as number) ** 2;
    if (energy < bestEnergy) {
      bestEnergy = energy;
      best = start + frameSamples / 2;
    }
  }
  return best;
}

/** Loudest sample of the clip, 0–1. */
export function peakOf(audio: Float32Array): number {
  let peak = 0;
  for (const sample of audio) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/**
 * Silence to put in front, s; the next one is tried when the one before gave no text. Moonshine sometimes misses speech
 * that starts with the first sample, and it misses a few other clips at any one offset: in a sweep over five sentences,
 * each cut at 75 places, some gave no text or noise with the first lead alone, and none with all three.
 */
export const leadSeconds = [0.25, 0.1, 0.4] as const;

/** The clip with silence before it, and a little after. */
export function padded(audio: Float32Array, lead: number): Float32Array {
  const out = new Float32Array(audio.length + Math.round((lead + 0.1) * rateHz));
  out.set(audio, Math.round(lead * rateHz));
  return out;
}
