import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { int16ToFloat32 } from "../../../../lib/audio/pcm";
import { resample } from "../../../../lib/audio/resample";
import { waitCueTick } from "../../../../lib/audio/wait-cue";
import { loadConfig } from "../../../config/config";
import { silentLogger } from "../../../platform/observability/logger";
import { type VoiceActivityStream, type VoiceDetector, voiceFrameSamples } from "../../contract";
import { createModelStore } from "../../models/store";
import { spokenSentences } from "../testing/spoken-audio";
import { createVoiceDetector } from "./voice-detector";

let detector: VoiceDetector;
let speech: Float32Array;

beforeAll(async () => {
  const { modelsDir } = loadConfig(process.env, join(import.meta.dirname, "../../../.."));
  const store = createModelStore({ directory: modelsDir, logger: silentLogger });
  const { directory } = await store.ensure("silero-vad", {});
  detector = await createVoiceDetector(join(directory, "silero_vad_v5.onnx"));
  const [spoken] = await spokenSentences(["What is the weather like today?"]);
  if (spoken) speech = resample(int16ToFloat32(spoken.pcm), spoken.sampleRateHz, 16_000);
});
afterAll(() => detector.close());

it.runIf(process.platform === "linux")("opens no telemetry database of onnxruntime's", () => {
  const open = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  expect(open.filter((path) => path.includes("onnxruntime.db"))).toEqual([]);
});

const silence = (seconds: number) => new Float32Array(seconds * 16_000);
const noise = (seconds: number) => silence(seconds).map(() => (Math.random() - 0.5) * 0.2);

async function probabilities(stream: VoiceActivityStream, samples: Float32Array): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at + voiceFrameSamples <= samples.length; at += voiceFrameSamples) {
    found.push(await stream.push(samples.subarray(at, at + voiceFrameSamples)));
  }
  return found;
}
const share = (found: number[]) => found.filter((probability) => probability >= 0.5).length / found.length;

describe("Silero", () => {
  it("does not take the ticks of a long wait for speech, as loud as a microphone may hear them", async () => {
    const ticks = silence(8);
    const tick = waitCueTick(16_000);
    for (let at = 8_000; at < ticks.length; at += 2 * 16_000)
      ticks.set(
        tick.map((sample) => sample * 8),
        at,
      );
    expect(Math.max(...(await probabilities(detector.createStream(), ticks)))).toBeLessThan(0.3);
  });

  it("hears most of a spoken sentence as speech", async () => {
    expect(share(await probabilities(detector.createStream(), speech))).toBeGreaterThan(0.6);
  });

  it("hears nothing in silence and noise", async () => {
    expect(share(await probabilities(detector.createStream(), silence(3)))).toBe(0);
    expect(share(await probabilities(detector.createStream(), noise(3)))).toBe(0);
  });

  it("keeps streams apart, also when they take turns", async () => {
    const alone = await probabilities(detector.createStream(), speech);
    const one = detector.createStream();
    const other = detector.createStream();
    const [together] = await Promise.all([probabilities(one, speech), probabilities(other, noise(2))]);
    expect(together).toEqual(alone);
  });

  it("starts afresh after a reset", async () => {
    const stream = detector.createStream();
    const first = await probabilities(stream, speech);
    stream.reset();
    expect(await probabilities(stream, speech)).toEqual(first);
  });

  it("takes whole frames only", async () => {
    await expect(detector.createStream().push(new Float32Array(100))).rejects.toThrow(RangeError);
  });

  it("refuses frames after it was closed", async () => {
    const { modelsDir } = loadConfig(process.env, join(import.meta.dirname, "../../../.."));
    const model = await createModelStore({ directory: modelsDir, logger: silentLogger }).ensure("silero-vad", {});
    const other = await createVoiceDetector(join(model.directory, "silero_vad_v5.onnx"));
    const stream = other.createStream();
    await other.close();
    await expect(stream.push(new Float32Array(voiceFrameSamples))).rejects.toThrow(/closed/);
  });
});
