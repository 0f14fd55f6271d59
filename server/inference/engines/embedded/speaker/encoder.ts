import { InferenceSession, Tensor } from "onnxruntime-node";
import { onnxOptions } from "../host/onnx-options";
import { isNarrowBand } from "./bandwidth";
import { meanDirection } from "./directions";
import { encoderGraph } from "./encoder-graph";
import { type Partials, partialsOf, windowsOf } from "./partials";
import { bins } from "./spectrum-tables";
import { printLength } from "./voice-print";

/** All inputs are levelled speech: float32 mono 16 kHz, at least one sample. */
export interface SpeakerEncoder {
  embed(speech: Float32Array): Promise<{ values: Float32Array; isNarrowBand: boolean }>;
  /** One unit vector for each window of 1.6 s, every 0.8 s. */
  windows(speech: Float32Array): Promise<Float32Array[]>;
  /** Row after row of 40 mel bands, for tests. */
  mels(speech: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Loads the encoder; `directory` is the model's folder with `pretrained.pt`, which is only read. */
export async function loadSpeakerEncoder(directory: string, threads: number): Promise<SpeakerEncoder> {
  const options = onnxOptions(threads);
  const session = await InferenceSession.create(encoderGraph(), {
    ...options,
    extra: {
      session: {
        ...(options.extra?.session as Record<string, unknown>),
        // Where the graph, which is no file, finds its weights.
        model_external_initializers_file_folder_path: directory,
      },
    },
  });

  async function run(speech: Float32Array, { starts, paddedSamples }: Partials, outputs: readonly string[]) {
    const samples = new Float32Array(paddedSamples);
    samples.set(speech);
    const feeds = {
      samples: new Tensor("float32", samples, [1, 1, samples.length]),
      starts: new Tensor("int64", BigInt64Array.from(starts, BigInt), [starts.length]),
    };
    const results = await session.run(feeds, [...outputs]);
    return (name: string) => results[name]?.data as Float32Array;
  }

  return {
    async embed(speech) {
      const output = await run(speech, partialsOf(speech.length), ["embeds", "power"]);
      const squares = output("power");
      const power = squares.slice(0, bins).map((real, bin) => real + (squares[bins + bin] ?? 0));
      return { values: meanDirection(vectorsOf(output("embeds"))), isNarrowBand: isNarrowBand(power) };
    },
    async windows(speech) {
      const windows = windowsOf(speech.length);
      return windows.starts.length === 0 ? [] : vectorsOf((await run(speech, windows, ["embeds"]))("embeds"));
    },
    async mels(speech) {
      return (await run(speech, partialsOf(speech.length), ["mels"]))("mels");
    },
    close: () => session.release(),
  };
}

function vectorsOf(embeds: Float32Array): Float32Array[] {
  return Array.from({ length: embeds.length / printLength }, (_, index) =>
    embeds.slice(index * printLength, (index + 1) * printLength),
  );
}
