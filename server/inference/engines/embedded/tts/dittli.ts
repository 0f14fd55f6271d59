import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { z } from "zod";
import { resample } from "../../../../../lib/audio/resample";
import type { EnglishPronouncer } from "../g2p/english";
import { dittliPhones } from "./dittli-phones";

const metadataSchema = z.object({
  language_id: z.number().int(),
  tone_offset: z.number().int(),
  sample_rate: z.number().int(),
  symbols: z.array(z.string()),
});
/** Sizes of two language-model embeddings; the English model was trained without them, so they are zeros. */
const bertSize = 1024;
const jaBertSize = 768;

export interface Dittli {
  /** float32 mono 24 kHz; empty when nothing in the text can be spoken. */
  synthesize(text: string, speed: number): Promise<Float32Array>;
}

/** Loads the small English voice from its folder (model.onnx, metadata.json). */
export async function loadDittli(
  directory: string,
  pronounce: EnglishPronouncer,
  options: ort.InferenceSession.SessionOptions,
): Promise<Dittli> {
  const metadata = metadataSchema.parse(JSON.parse(await readFile(join(directory, "metadata.json"), "utf8")));
  const symbolIds = new Map(metadata.symbols.map((symbol, index) => [symbol, index]));
  const session = await ort.InferenceSession.create(join(directory, "model.onnx"), { ...options, logSeverityLevel: 3 });
  const scalar = (value: number) => new ort.Tensor("float32", Float32Array.of(value), [1]);

  return {
    async synthesize(text, speed) {
      const phones = dittliPhones(text, pronounce);
      if (phones.length === 0) return new Float32Array(0);
      const length = phones.length * 2 + 1;
      const ids = (values: readonly number[]) => new ort.Tensor("int64", withBlanks(values), [1, length]);
      const unknown = symbolIds.get("UNK") ?? 0;
      const { audio } = await session.run({
        x: ids(phones.map(({ symbol }) => symbolIds.get(symbol) ?? unknown)),
        x_lengths: new ort.Tensor("int64", BigInt64Array.of(BigInt(length)), [1]),
        sid: new ort.Tensor("int64", BigInt64Array.of(0n), [1]),
        tone: ids(phones.map(({ tone }) => tone + metadata.tone_offset)),
        language: ids(phones.map(() => metadata.language_id)),
        bert: new ort.Tensor("float32", new Float32Array(length * bertSize), [1, bertSize, length]),
        ja_bert: new ort.Tensor("float32", new Float32Array(length * jaBertSize), [1, jaBertSize, length]),
        noise_scale: scalar(0.667),
        noise_scale_w: scalar(0.8),
        length_scale: scalar(1 / speed),
      });
      const samples = audio?.data as Float32Array;
      if (samples.some(Number.isNaN)) throw new Error("The voice model answered with NaN.");
      return resample(samples, metadata.sample_rate, 24_000);
    },
  };
}

/** The model reads a blank before, between and after its symbols. */
function withBlanks(values: readonly number[]): BigInt64Array {
  const out = new BigInt64Array(values.length * 2 + 1);
  values.forEach((value, index) => {
    out[index * 2 + 1] = BigInt(value);
  });
  return out;
}
