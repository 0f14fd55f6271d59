import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, expect, test } from "vitest";
import { onnxOptions } from "../host/onnx-options";
import { installedStore } from "../testing/installed-store";
import { heardSamples } from "./heard-samples";
import { shortEncoder } from "./short-encoder";

const melBands = 80;
let published: Uint8Array;
beforeAll(async () => {
  const { directory } = await installedStore.ensure("whisper-base", {});
  published = await readFile(join(directory, "onnx", "encoder_model_quantized.onnx"));
});

test("for 30 s it says what the published encoder says; for less, it takes as long as there is", async () => {
  const short = await InferenceSession.create(shortEncoder(published), onnxOptions(1));
  const original = await InferenceSession.create(published, onnxOptions(1));
  const features = (frames: number) =>
    new Tensor(
      "float32",
      Float32Array.from({ length: melBands * frames }, (_, at) => Math.sin(at * at)),
      [1, melBands, frames],
    );
  const heard = async (session: InferenceSession, frames: number) =>
    (await session.run({ input_features: features(frames) }, ["last_hidden_state"])).last_hidden_state as Tensor;

  const whole = await heard(short, 3_000);
  expect(whole.dims).toEqual([1, 1_500, 512]);
  // Compared as bytes, because 768,000 numbers one by one take minutes.
  const bytesOf = ({ data }: Tensor) => Buffer.from((data as Float32Array).buffer);
  expect(bytesOf(whole).equals(bytesOf(await heard(original, 3_000)))).toBe(true);
  expect((await heard(short, 800)).dims).toEqual([1, 400, 512]);
  expect(short.outputNames).toEqual(["last_hidden_state"]);
  await Promise.all([short.release(), original.release()]);
}, 300_000);

test("another file is refused", () => {
  expect(() => shortEncoder(Buffer.concat([published, Uint8Array.of(0x08, 0x01)]))).toThrow(/became [0-9a-f]{64}/);
  expect(() => shortEncoder(published.subarray(0, 1_000_000))).toThrow("cut off");
  expect(() => shortEncoder(new Uint8Array(0))).toThrow();
});

test.each([
  [0, 8],
  [0.1, 8],
  [6, 8],
  [6.001, 8.02],
  [10, 12],
  [27.999, 30],
  [28.1, 30],
  [40, 30],
])("of a clip of %d s it hears %d s", (clipS, heardS) => {
  expect(heardSamples(clipS * 16_000) / 16_000).toBeCloseTo(heardS, 6);
});
