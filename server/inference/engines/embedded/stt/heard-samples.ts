const rateHz = 16_000;
/** The encoder's positions lie 20 ms apart. */
const positionSamples = 320;
/**
 * Silence after the clip, and the least that is heard. Whisper is trained on 30 s; its transcripts stay the same down to
 * 1 s and 4 s (bench/README.md), so these leave a margin.
 */
const silenceAfterS = 2;
const minHeardS = 8;
const maxHeardS = 30;

/** How much Whisper hears of a clip with its padding, in samples at 16 kHz: whole positions. */
export function heardSamples(clipSamples: number): number {
  const heardS = Math.min(maxHeardS, Math.max(minHeardS, clipSamples / rateHz + silenceAfterS));
  return Math.ceil((heardS * rateHz) / positionSamples) * positionSamples;
}
