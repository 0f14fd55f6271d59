import { InferenceSession, Tensor } from "onnxruntime-node";
import { type VoiceActivityStream, type VoiceDetector, voiceFrameSamples } from "../../contract";
import { onnxOptions, onnxStaysHere } from "./host/onnx-options";

/** Silero v5 at 16 kHz sees the last 64 samples of the frame before in front of each frame. */
const contextSamples = 64;
const stateShape = [2, 1, 128] as const;
const stateSize = stateShape[0] * stateShape[1] * stateShape[2];

/**
 * Silero VAD v5 (`modelPath`: silero_vad_v5.onnx). One model for all streams; each stream has its own state.
 * Throws when the file is not that model.
 */
export async function createVoiceDetector(modelPath: string): Promise<VoiceDetector> {
  // The only variable that the running server sets for itself: onnxruntime reads it when this process makes its first
  // session.
  Object.assign(process.env, onnxStaysHere);
  // A frame takes a fraction of a millisecond: more threads would only take cores from the models.
  const session = await InferenceSession.create(modelPath, onnxOptions(1));
  const sampleRate = new Tensor("int64", BigInt64Array.of(16_000n), []);
  const running = new Set<Promise<unknown>>();
  let closed = false;

  const createStream = (): VoiceActivityStream => {
    let state: Float32Array = new Float32Array(stateSize);
    const input = new Float32Array(contextSamples + voiceFrameSamples);

    const push = async (frame: Float32Array): Promise<number> => {
      if (closed) throw new Error("The voice detector is closed.");
      if (frame.length !== voiceFrameSamples) throw new RangeError(`A frame has ${voiceFrameSamples} samples.`);
      input.set(frame, contextSamples);
      const run = session.run({
        input: new Tensor("float32", input, [1, input.length]),
        state: new Tensor("float32", state, stateShape),
        sr: sampleRate,
      });
      running.add(run);
      try {
        const { output, stateN } = await run;
        if (!(output?.data instanceof Float32Array) || !(stateN?.data instanceof Float32Array)) {
          throw new Error("The voice detector's model is not Silero v5.");
        }
        state = stateN.data;
        input.copyWithin(0, voiceFrameSamples);
        return output.data[0] ?? 0;
      } finally {
        running.delete(run);
      }
    };

    const reset = () => {
      state = new Float32Array(stateSize);
      input.fill(0);
    };
    return { push, reset, close: reset };
  };

  const close = async () => {
    if (closed) return;
    closed = true;
    await Promise.allSettled(running);
    await session.release();
  };
  return { createStream, close };
}
