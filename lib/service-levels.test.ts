import { expect, test } from "vitest";
import { levelsOf, type MeasuredTurn, percentile } from "./service-levels";
import { turnCall as call } from "./testing/turn-call";

const spokenTimings = {
  ...{ endpoint_ms: 600, stt_ms: 0, ttft_ms: 100, tts_first_ms: 50 },
  ...{ first_audio_ms: 750, e2e_ms: 2_000 },
};
const turn: MeasuredTurn = {
  wasSpoken: true,
  mode: "fast",
  replyChars: 50,
  timings: spokenTimings,
  calls: [
    call("transcript", { began_ms: -300, total_ms: 280 }),
    call("reply", { waited_ms: 5_000, first_ms: 90, total_ms: 900 }),
    call("segment", { began_ms: 900, total_ms: 70, mode: "fast" }),
    call("segment", { began_ms: 700, total_ms: 60, mode: "fast" }),
  ],
};

test("a model's level is its own call's, from its slot on; the rest is what the person waited", () => {
  expect(levelsOf(turn)).toEqual({ first_audio: 750, end_to_end: 2_000, stt: 280, ttft: 90, tts_fast: 60 });
});

test.each<[string, Partial<MeasuredTurn>, string[]]>([
  ["a long reply has no end to end", { replyChars: 51 }, ["first_audio", "stt", "ttft", "tts_fast"]],
  [
    "nor has one that was stopped",
    { timings: { ...spokenTimings, e2e_ms: null } },
    ["first_audio", "stt", "ttft", "tts_fast"],
  ],
  ["another mode is no fast speech", { calls: [call("segment", { mode: "hq" })] }, ["end_to_end", "first_audio"]],
  [
    "a recogniser that failed has no time",
    { calls: [call("transcript", { outcome: "failed" })] },
    ["end_to_end", "first_audio"],
  ],
  ["a typed turn has no end of speech", { wasSpoken: false }, ["stt", "ttft", "tts_fast"]],
  ["a turn before calls were kept", { calls: [] }, ["end_to_end", "first_audio"]],
])("%s", (_, changes, levels) => {
  expect(Object.keys(levelsOf({ ...turn, ...changes })).sort()).toEqual(levels.sort());
});

test.each([
  [[], 0.5, null],
  [[7], 0.95, 7],
  [[1, 2, 3, 4], 0.5, 2],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
  [Array.from({ length: 20 }, (_, index) => index + 1), 0.99, 20],
] as const)("the percentile of %j at %d is %j", (sorted, share, expected) => {
  expect(percentile(sorted, share)).toBe(expected);
});
