/** The level of digital silence, where the formula gives −Infinity: the floor of a 16-bit signal. */
export const silenceDbfs = -96;

const toDbfs = (amplitude: number) => (amplitude > 0 ? Math.max(silenceDbfs, 20 * Math.log10(amplitude)) : silenceDbfs);

/** Root mean square of ±1 samples in dBFS (0 is a full-scale square wave); `silenceDbfs` for none. */
export function rmsDbfs(samples: Float32Array): number {
  if (samples.length === 0) return silenceDbfs;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return toDbfs(Math.sqrt(sum / samples.length));
}

/** The quietest that a meter shows. */
const meterFloorDb = -60;

/** Loudness 0–1 as the eye expects it: by decibels, from −60 dBFS (0) to full scale (1). */
export function visibleLevel(amplitude: number): number {
  if (amplitude <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(amplitude)) / meterFloorDb));
}
