import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { z } from "zod";

const tokenizerSchema = z.object({ model: z.object({ vocab: z.record(z.string(), z.number().int()) }) });
/** One row of a voice file: the style for an utterance of that many phonemes. */
const styleSize = 256;
const styleRows = 510;
/** Room for the two pad tokens in the model's 512. */
const maxPhonemes = 509;

export interface Kokoro {
  /** float32 mono 24 kHz. Throws when the model answers with NaN, or when the voice's file is missing. */
  synthesize(phonemes: string, voice: string, speed: number): Promise<Float32Array>;
}

/** Loads Kokoro-82M fp32 from its folder (model.onnx, tokenizer.json, voices/NAME.bin). */
export async function loadKokoro(directory: string, options: ort.InferenceSession.SessionOptions): Promise<Kokoro> {
  const { vocab } = tokenizerSchema.parse(JSON.parse(await readFile(join(directory, "tokenizer.json"), "utf8"))).model;
  const session = await ort.InferenceSession.create(join(directory, "model.onnx"), options);
  const voices = new Map<string, Float32Array>();

  async function styles(voice: string): Promise<Float32Array> {
    const known = voices.get(voice);
    if (known) return known;
    const bytes = Uint8Array.from(await readFile(join(directory, "voices", `${voice}.bin`)));
    const rows = new Float32Array(bytes.buffer);
    if (rows.length !== styleRows * styleSize) throw new Error(`The voice ${voice} has the wrong size.`);
    voices.set(voice, rows);
    return rows;
  }

  return {
    async synthesize(phonemes, voice, speed) {
      const ids = [...phonemes].flatMap((symbol) => vocab[symbol] ?? []).slice(0, maxPhonemes);
      if (ids.length === 0) return new Float32Array(0);
      const row = Math.min(ids.length, styleRows - 1) * styleSize;
      const style = (await styles(voice)).slice(row, row + styleSize);
      const { waveform } = await session.run({
        input_ids: new ort.Tensor("int64", BigInt64Array.from([0, ...ids, 0].map(BigInt)), [1, ids.length + 2]),
        style: new ort.Tensor("float32", style, [1, styleSize]),
        speed: new ort.Tensor("float32", Float32Array.of(speed), [1]),
      });
      const samples = waveform?.data as Float32Array;
      if (samples.some(Number.isNaN)) throw new Error("The voice model answered with NaN.");
      return samples;
    },
  };
}
