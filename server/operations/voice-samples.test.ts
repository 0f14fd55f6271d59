import { beforeEach, expect, test } from "vitest";
import { decodeWav } from "../../lib/audio/wav";
import { AppError } from "../../lib/errors";
import type { VoiceSampleRequest } from "../../lib/voice-sample";
import type { SynthesizeRequest, TextToSpeech } from "../inference/contract";
import { createLeaseBroker } from "../inference/scheduling/lease-broker";
import { silentLogger } from "../platform/observability/logger";
import { createVoiceSamples } from "./voice-samples";

const heart: VoiceSampleRequest = { voice: "heart", language: "en", mode: "hq" };
let asked: SynthesizeRequest[];
let fails: Error | null;
let clockMs: number;
beforeEach(() => {
  asked = [];
  fails = null;
  clockMs = 0;
});

function setUp() {
  const names = ["heart", ...Array.from({ length: 30 }, (_, index) => `v${index}`)];
  const tts = {
    role: "tts",
    supports: () => true,
    models: () => [],
    voices: () => names.map((name) => ({ name, language: "en", modes: ["hq"], label: name })),
    async *synthesize(request: SynthesizeRequest) {
      asked.push(request);
      if (fails) throw fails;
      yield new Int16Array(1_200).fill(7);
      yield new Int16Array(1_200).fill(9);
    },
  } as unknown as TextToSpeech;
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now: () => clockMs });
  return createVoiceSamples({ tts, leases, logger: silentLogger, now: () => clockMs });
}

test("a sample is a whole WAV, made once for everybody", async () => {
  const sample = setUp();
  const [first, second] = await Promise.all([sample(1, heart), sample(2, heart)]);
  expect(first).toBe(second);
  expect(await sample(1, heart)).toBe(first);
  const { pcm, sampleRateHz } = decodeWav(first);
  expect([pcm.length, sampleRateHz, pcm[0], pcm[2_399]]).toEqual([2_400, 24_000, 7, 9]);
  expect(asked).toMatchObject([{ language: "en", mode: "hq", voice: { kind: "builtin", name: "heart" } }]);
});

test.each([
  { ...heart, voice: "nobody" },
  { ...heart, mode: "fast" as const },
  { ...heart, language: "zh-TW" as const },
])("%j: a voice that does not speak so is not asked", async (request) => {
  await expect(setUp()(1, request)).rejects.toMatchObject({ code: "not_found" });
  expect(asked).toEqual([]);
});

test("a failure is told by its code and not kept", async () => {
  const sample = setUp();
  fails = new AppError("model_unavailable");
  await expect(sample(1, heart)).rejects.toMatchObject({ code: "model_unavailable" });
  fails = new Error("broken pipe");
  await expect(sample(1, heart)).rejects.toMatchObject({ code: "tts_failed" });
  fails = null;
  await expect(sample(1, heart)).resolves.toBeInstanceOf(Uint8Array);
});

test("new samples are limited for each person, those that are kept are not; and few are made at a time", async () => {
  const sample = setUp();
  const of = (index: number) => sample(1, { ...heart, voice: `v${index}` });
  const together = await Promise.allSettled([of(0), of(1), of(2)]);
  expect(together.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  for (let index = 2; index < 12; index++) await of(index);
  await expect(of(12)).rejects.toMatchObject({ code: "rate_limited", retryAfterS: 5 });
  await expect(of(3)).resolves.toBeInstanceOf(Uint8Array);
  await expect(sample(2, { ...heart, voice: "v12" })).resolves.toBeInstanceOf(Uint8Array);
  clockMs += 5_000;
  await expect(of(13)).resolves.toBeInstanceOf(Uint8Array);
});
