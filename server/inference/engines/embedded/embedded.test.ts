import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { concatInt16, int16ToFloat32 } from "../../../../lib/audio/pcm";
import { resample } from "../../../../lib/audio/resample";
import type { Language } from "../../../../lib/languages";
import { type LogFields, type Logger, silentLogger } from "../../../platform/observability/logger";
import { live } from "../testing/calls";
import { createEmbeddedStt } from "./stt/embedded-stt";
import { cpuThreads, installedStore as store } from "./testing/installed-store";
import { createEmbeddedTts } from "./tts/embedded-tts";

const words = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const hanzi = (text: string) => text.replace(/\P{Script=Han}/gu, "");

/** Reports the pid of each model process that starts. */
const pids: number[] = [];
const logger: Logger = {
  ...silentLogger,
  debug(event: string, fields?: LogFields) {
    if (event === "model_process_started" && typeof fields?.pid === "number") pids.push(fields.pid);
  },
};
const tts = createEmbeddedTts({ store, cpuThreads, logger: silentLogger });
const stt = createEmbeddedStt({ store, cpuThreads, logger });

beforeAll(async () => {
  await Promise.all([tts.start(), stt.start()]);
});
afterAll(async () => {
  await Promise.all([tts.close(), stt.close()]);
});

async function speak(text: string, language: Language, mode: "fast" | "hq" = "hq"): Promise<Float32Array> {
  const chunks: Int16Array[] = [];
  const voice = { kind: "builtin", name: "default" } as const;
  for await (const chunk of tts.synthesize({ text, language, mode, voice }, live())) chunks.push(chunk);
  return resample(int16ToFloat32(concatInt16(chunks)), 24_000, 16_000);
}

async function hear(audio: Float32Array, language: Language): Promise<string> {
  let text = "";
  for await (const event of stt.transcribe({ audio, language }, live())) text = event.text;
  return text;
}

/** The same noise in every run. */
function noise(seconds: number, amplitude: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: seconds * 16_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state / 2 ** 31) * amplitude;
  });
}

describe("what is spoken is understood", () => {
  test.each([
    "What time does the train leave for Boston?",
    "She sells seashells by the seashore, and the butter is on the table.",
    "The weather in Paris is sunny today.",
  ])("English: %s", async (sentence) => {
    expect(words(await hear(await speak(sentence, "en"), "en"))).toBe(words(sentence));
  });

  test.each(["今天天氣很好,我們一起去公園散步吧。", "我在銀行工作,重新開始學習。"])(
    "Mandarin: %s",
    async (sentence) => {
      const { Converter } = await import("opencc-js/cn2t");
      const heard = Converter({ from: "cn", to: "tw" })(await hear(await speak(sentence, "zh-TW"), "zh-TW"));
      expect(hanzi(heard)).toBe(hanzi(sentence));
    },
  );

  test("numbers, money and times are spoken in words", async () => {
    expect(await hear(await speak("It costs twelve dollars and fifty cents at three thirty.", "en"), "en")).toMatch(
      /(12\.50|twelve dollars and fifty cents).*(3[.:]30|three thirty)/,
    );
  });
});

describe("what is not speech is an empty transcript", () => {
  test.each([
    ["silence", new Float32Array(32_000)],
    ["quiet noise", noise(2, 0.01)],
    ["white noise", noise(3, 0.3)],
    ["a hum", Float32Array.from({ length: 32_000 }, (_, i) => 0.1 * Math.sin((2 * Math.PI * 50 * i) / 16_000))],
  ])("%s, in either language", async (_, audio) => {
    expect(await hear(audio, "en")).toBe("");
    expect(await hear(audio, "zh-TW")).toBe("");
  });
});

test("a cloned voice is refused clearly", async () => {
  const voice = { kind: "cloned", profileId: 1, referenceAudioPath: "/x.wav", referenceText: "x" } as const;
  const call = async () => {
    for await (const _ of tts.synthesize({ text: "Hi.", language: "en", mode: "hq", voice }, live()));
  };
  await expect(call()).rejects.toMatchObject({ code: "cloning_unavailable" });
});

test("a killed model process fails its turn clearly, comes back by itself and works again", async () => {
  const audio = await speak("The weather in Paris is sunny today.", "en", "hq");
  await vi.waitFor(() => expect(stt.models().every(({ state }) => state === "ready")).toBe(true), { timeout: 60_000 });
  const back = new Promise<void>((resolve) => {
    const unsubscribe = stt.onStatus(() => {
      if (pids.length < 2 || !stt.models().every(({ state }) => state === "ready")) return;
      unsubscribe();
      resolve();
    });
  });
  const turn = hear(audio, "en");
  process.kill(pids.at(-1) ?? 0, "SIGKILL");
  await expect(turn).rejects.toMatchObject({ code: "model_crashed" });
  expect(stt.models().map(({ state }) => state)).toEqual(["loading", "loading"]);
  await back;
  expect(words(await hear(audio, "en"))).toContain("sunny today");
});
