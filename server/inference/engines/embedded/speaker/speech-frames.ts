import { concatFloat32 } from "../../../../../lib/audio/pcm";
import { voiceFrameSamples } from "../../../contract";

/** A frame is speech above this probability of the voice detector. */
const minProbability = 0.5;
/** Frames of 32 ms that are kept before and after speech: they hold the beginnings and ends of words. */
const marginFrames = 3;

/** Which frames are speech or lie beside it. */
export function keptFrames(probabilities: readonly number[]): boolean[] {
  const kept = probabilities.map(() => false);
  probabilities.forEach((probability, frame) => {
    if (probability > minProbability) kept.fill(true, Math.max(0, frame - marginFrames), frame + marginFrames + 1);
  });
  return kept;
}

/**
 * The speech of a recording without its pauses. There is one probability for each frame of 32 ms that the recording has
 * begun; the last frame may be incomplete.
 */
export function speechOf(samples: Float32Array, probabilities: readonly number[]): Float32Array {
  const frames = keptFrames(probabilities).map((isKept, frame) =>
    isKept ? samples.subarray(frame * voiceFrameSamples, (frame + 1) * voiceFrameSamples) : samples.subarray(0, 0),
  );
  return concatFloat32(frames);
}
