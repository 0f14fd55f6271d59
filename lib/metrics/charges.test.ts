import { expect, test } from "vitest";
import { levelTargetsMs, type MeasuredTurn } from "../service-levels";
import { turnCall as call } from "../testing/turn-call";
import { chargesOf, failedStageOf } from "./charges";
import { stagesOf } from "./stages";

const turn: MeasuredTurn = {
  wasSpoken: true,
  mode: "fast",
  replyChars: 40,
  timings: { endpoint_ms: 600, stt_ms: 0, ttft_ms: 300, tts_first_ms: 300, first_audio_ms: 1_200, e2e_ms: 2_000 },
  calls: [call("transcript", { total_ms: 280 }), call("reply", { first_ms: 290 }), call("segment", { total_ms: 300 })],
};
const charges = (changes: Partial<MeasuredTurn>, targetsMs = levelTargetsMs) => {
  const changed = { ...turn, ...changes };
  return chargesOf(changed, stagesOf(changed), targetsMs);
};

test("a turn that meets its levels is charged nothing", () => {
  expect(charges({})).toEqual([]);
});

test("a slow language model is charged at its own level and at those that the person waited", () => {
  const timings = { ...turn.timings, ttft_ms: 2_900, first_audio_ms: 3_800, e2e_ms: 4_600 };
  expect(charges({ timings, calls: [call("reply", { first_ms: 900 })] })).toEqual([
    { level: "first_audio", stage: "ttft", ms: 2_500 },
    { level: "end_to_end", stage: "ttft", ms: 2_500 },
    { level: "ttft", stage: "ttft", ms: 100 },
  ]);
});

test("a long rest of the sound is charged to the voice, in the mode that spoke", () => {
  const timings = { ...turn.timings, e2e_ms: 5_200 };
  expect(charges({ mode: "hq", timings })).toEqual([{ level: "end_to_end", stage: "tts_hq", ms: 2_000 }]);
});

test("each turn over a wait's target is charged to at least one stage", () => {
  const timings = { endpoint_ms: 601, stt_ms: 100, ttft_ms: 400, tts_first_ms: 400, first_audio_ms: 1_501, e2e_ms: 1 };
  expect(charges({ timings })).toEqual([{ level: "first_audio", stage: "endpoint", ms: 1 }]);
});

test("the house's target moves what is charged: its stages share it as they share ours", () => {
  expect(charges({}, { ...levelTargetsMs, first_audio: 750 })).toEqual([
    { level: "first_audio", stage: "endpoint", ms: 300 },
    { level: "first_audio", stage: "ttft", ms: 100 },
    { level: "first_audio", stage: "tts_fast", ms: 100 },
  ]);
  const timings = { ...turn.timings, ttft_ms: 2_900, first_audio_ms: 3_800 };
  expect(charges({ timings }, { ...levelTargetsMs, first_audio: 4_000 })).toEqual([]);
});

test.each([
  ["transcript", "stt"],
  ["second_transcript", "stt"],
  ["reply", "ttft"],
  ["segment", "tts_fast"],
] as const)("a turn whose %s failed is spent by %s", (failed, stage) => {
  expect(failedStageOf({ ...turn, calls: [...turn.calls, call(failed, { outcome: "failed" })] })).toBe(stage);
});

test("nothing is charged for a turn that failed without a failed call", () => {
  expect(failedStageOf(turn)).toBeNull();
});
