import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { concatFloat32, int16ToFloat32 } from "../../../../../lib/audio/pcm";
import { resample } from "../../../../../lib/audio/resample";
import { silentLogger } from "../../../../platform/observability/logger";
import type { SpeakerEngine, VoicePrint } from "../../../contract";
import { never } from "../../testing/calls";
import { spokenSentences } from "../../testing/spoken-audio";
import { installedStore } from "../testing/installed-store";
import { minSpeechS } from "./compare-voices";
import { createSpeakerEngine } from "./embedded-speaker";
import { printLength, speakerRecipe } from "./voice-print";

const rateHz = 16_000;
const signal = never();
const seconds = (length: number) => new Float32Array(length * rateHz);
/** White noise, the same in each run. */
const noise = (length: number) => {
  let state = 1;
  return seconds(length).map(() => {
    state = (state * 48_271) % 0x7fffffff;
    return (state / 0x7fffffff - 0.5) * 0.2;
  });
};

const sentences = [
  "The train to the coast leaves at nine in the morning, and the tickets are sold at the counter beside the gate.",
  "Please bring two copies of the form, your passport and a photograph, and wait in the hall until your number is called.",
];

let engine: SpeakerEngine;
/** Recordings of two embedded voices. */
let her: Float32Array[];
let him: Float32Array;

async function recordings(voice: string, texts: string[]): Promise<Float32Array[]> {
  const spoken = await spokenSentences(texts, "en", voice);
  return spoken.map(({ pcm, sampleRateHz }) => resample(int16ToFloat32(pcm), sampleRateHz, rateHz));
}

beforeAll(async () => {
  engine = createSpeakerEngine({ store: installedStore, logger: silentLogger });
  her = await recordings("af_heart", sentences);
  [him = seconds(0)] = await recordings("am_michael", sentences.slice(0, 1));
}, 600_000);
afterAll(() => engine.close());

const printOf = (audio: Float32Array) => engine.embed(audio, signal);
const lengthOf = ({ values }: VoicePrint) => Math.hypot(...values);

describe("the same person?", () => {
  test("one voice with two sentences is a match, at any level and rate", async () => {
    const [first = seconds(0), second = seconds(0)] = her;
    const one = await printOf(first);
    expect(one).toMatchObject({ recipe: speakerRecipe, isNarrowBand: false });
    expect(one.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(one.values.length).toBe(printLength);
    expect(lengthOf(one)).toBeCloseTo(1, 5);
    expect(one.speechS).toBeGreaterThan(minSpeechS);
    const other = await printOf(second);
    expect(engine.compare(one, other).answer).toBe("match");
    const quieter = await printOf(second.map((sample) => sample / 30));
    expect(engine.compare(quieter, other).score).toBeGreaterThan(0.99);
    const resampled = await printOf(resample(resample(second, rateHz, 44_100), 44_100, rateHz));
    expect(engine.compare(resampled, other).score).toBeGreaterThan(0.99);
  });

  test("two voices with the same sentence are no match", async () => {
    const { answer, score } = engine.compare(await printOf(her[0] ?? seconds(0)), await printOf(him));
    expect({ answer, score }).toMatchObject({ answer: "no_match" });
  });

  test.each([
    ["nothing", () => seconds(0)],
    ["one sample", () => Float32Array.of(0.5)],
    ["silence", () => seconds(8)],
    ["noise", () => noise(8)],
    ["a click", () => Float32Array.from(seconds(8), (_, at) => (at === 40_000 ? 1 : 0))],
    ["full scale", () => seconds(8).fill(1)],
    ["no number", () => seconds(8).fill(Number.NaN)],
    ["too little speech", () => him.slice(0, 2 * rateHz)],
  ])("%s has a print, and is unsure", async (_, audio) => {
    const print = await printOf(audio());
    expect(print.values.every(Number.isFinite)).toBe(true);
    expect(print.speechS).toBeLessThan(minSpeechS);
    const speech = await printOf(him);
    expect(engine.compare(print, speech)).toMatchObject({ answer: "unsure", why: "too_little_speech" });
    expect(await engine.speakers(audio(), signal)).toBe("one");
  });

  test("a telephone's band is not judged, whichever side it is on", async () => {
    const telephone = await printOf(resample(resample(him, rateHz, 8_000), 8_000, rateHz));
    const microphone = await printOf(him);
    expect(telephone.isNarrowBand).toBe(true);
    for (const pair of [
      [telephone, microphone] as const,
      [microphone, telephone] as const,
      [telephone, telephone] as const,
    ]) {
      expect(engine.compare(...pair)).toMatchObject({ answer: "unsure", why: "narrow_band" });
    }
  });

  test("of a long recording the first two minutes count", async () => {
    const long = seconds(200);
    long.set(him, 130 * rateHz);
    expect((await printOf(long)).speechS).toBe(0);
  });
});

describe("one speaker?", () => {
  test("one voice is one; two voices in turn may be two", async () => {
    expect(await engine.speakers(concatFloat32(her), signal)).toBe("one");
    expect(await engine.speakers(him, signal)).toBe("one");
    expect(await engine.speakers(concatFloat32([...her.slice(0, 1), him]), signal)).toBe("maybe_two");
  });
});

describe("the process", () => {
  /** The pids of this process's children with that title. */
  const childrenTitled = (title: string) =>
    readdirSync("/proc/self/task").flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, "utf8")
        .split(" ")
        .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(title)),
    );

  test.runIf(process.platform === "linux")("a crash fails the call, and the next call works", async () => {
    const other = createSpeakerEngine({ store: installedStore, logger: silentLogger });
    const before = childrenTitled("avatar-speaker");
    const expected = await other.embed(him, signal);
    const [pid] = childrenTitled("avatar-speaker").filter((each) => !before.includes(each));
    const call = other.embed(him, signal);
    process.kill(Number(pid), "SIGKILL");
    await expect(call).rejects.toMatchObject({ code: "model_crashed" });
    expect(engine.compare(await other.embed(him, signal), expected).score).toBeGreaterThan(0.9999);
    await other.close();
    await expect(other.embed(him, signal)).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("an interrupted call throws the reason", async () => {
    const controller = new AbortController();
    const call = engine.embed(noise(60), controller.signal);
    const reason = new Error("no longer wanted");
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});
