import { type VoiceDetector, voiceFrameSamples } from "../../../contract";
import { levelled } from "./level";
import { speechOf } from "./speech-frames";

/** The speech of a recording, without pauses and at the encoder's level; empty when nobody speaks. */
export async function levelledSpeech(
  detector: VoiceDetector,
  audio: Float32Array,
  signal: AbortSignal,
): Promise<Float32Array> {
  const samples = levelled(audio);
  const stream = detector.createStream();
  const probabilities: number[] = [];
  try {
    for (let at = 0; at < samples.length; at += voiceFrameSamples) {
      signal.throwIfAborted();
      const frame = new Float32Array(voiceFrameSamples);
      frame.set(samples.subarray(at, at + voiceFrameSamples));
      probabilities.push(await stream.push(frame));
    }
  } finally {
    stream.close();
  }
  return levelled(speechOf(samples, probabilities));
}
