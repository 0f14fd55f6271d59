import { InferenceSession, Tensor } from "onnxruntime-node";
import { type VoiceActivityStream, type VoiceDetector, voiceFrameSamples } from "../../contract";
import { onnxOptions, onnxStaysHere } from "./host/onnx-options";

/** Silero v5 at 16 kHz sees the last 64 samples of the frame before in front of each frame. */
const contextSamples = 64;
const inputSamples = contextSamples + voiceFrameSamples;
const stateSize = 128;

/**
 * Silero VAD v5 (`modelPath`: silero_vad_v5.onnx). One model for all streams; each stream has its own state.
 * Throws when the file is not that model.
 */
export async function createVoiceDetector(modelPath: string): Promise<VoiceDetector> {
  const model = await loadVoiceModel(modelPath);
  return {
    createStream(): VoiceActivityStream {
      const lanes = model.createLanes(1);
      return {
        async push(frame) {
          const [probability = 0] = await lanes.push([frame]);
          return probability;
        },
        reset: lanes.reset,
        close: lanes.reset,
      };
    },
    close: model.close,
  };
}

/** Hears several streams in step, frame by frame: eight take half of the time that they take one after another. */
export interface VoiceLanes {
  /** One frame of each stream; resolves with their probabilities. Calls are made one after another. */
  push(frames: readonly Float32Array[]): Promise<number[]>;
  reset(): void;
}

export interface VoiceModel {
  createLanes(count: number): VoiceLanes;
  close(): Promise<void>;
}

/** The model of `createVoiceDetector`, for whole recordings. */
export async function loadVoiceModel(modelPath: string): Promise<VoiceModel> {
  // The only variable that the running server sets for itself: onnxruntime reads it when this process makes its first
  // session.
  Object.assign(process.env, onnxStaysHere);
  // A frame takes a fraction of a millisecond: more threads would only take cores from the models.
  const session = await InferenceSession.create(modelPath, onnxOptions(1));
  const sampleRate = new Tensor("int64", BigInt64Array.of(16_000n), []);
  const running = new Set<Promise<unknown>>();
  let closed = false;

  const createLanes = (count: number): VoiceLanes => {
    const stateShape = [2, count, stateSize];
    let state: Float32Array = new Float32Array(2 * count * stateSize);
    const input = new Float32Array(count * inputSamples);

    const push = async (frames: readonly Float32Array[]): Promise<number[]> => {
      if (closed) throw new Error("The voice detector is closed.");
      if (frames.length !== count) throw new RangeError(`There are ${count} streams.`);
      for (const [lane, frame] of frames.entries()) {
        if (frame.length !== voiceFrameSamples) throw new RangeError(`A frame has ${voiceFrameSamples} samples.`);
        input.set(frame, lane * inputSamples + contextSamples);
      }
      const run = session.run({
        input: new Tensor("float32", input, [count, inputSamples]),
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
        for (let lane = 0; lane < count; lane++) {
          const end = (lane + 1) * inputSamples;
          input.copyWithin(lane * inputSamples, end - contextSamples, end);
        }
        return [...output.data];
      } finally {
        running.delete(run);
      }
    };

    const reset = () => {
      state = new Float32Array(2 * count * stateSize);
      input.fill(0);
    };
    return { push, reset };
  };

  const close = async () => {
    if (closed) return;
    closed = true;
    await Promise.allSettled(running);
    await session.release();
  };
  return { createLanes, close };
}
