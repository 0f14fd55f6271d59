import { expect, test } from "vitest";
import { turnCall } from "../testing/turn-call";
import type { TurnCall } from "../turn-calls";
import { stageTimesOf } from "./stage-times";

const call = (kind: TurnCall["call"], began_ms: number, changes: Partial<TurnCall>): TurnCall =>
  turnCall(kind, { began_ms, ...changes });

test("a turn that began ahead of time and one that waited for its models took the same", () => {
  const live = [
    call("transcript", -300, { total_ms: 120 }),
    call("reply", -180, { first_ms: 250, total_ms: 900 }),
    call("segment", 130, { first_ms: 200, total_ms: 400 }),
    call("segment", 600, { first_ms: 90, total_ms: 400 }),
  ];
  const replayed = [
    call("transcript", 0, { waited_ms: 5_000, total_ms: 120 }),
    call("reply", 5_120, { waited_ms: 700, first_ms: 250, total_ms: 900 }),
    call("segment", 6_130, { waited_ms: 50, first_ms: 200, total_ms: 400 }),
  ];
  const times = { stt_ms: 120, ttft_ms: 250, text_ms: 60, tts_ms: 200, first_sound_ms: 120 + 250 + 60 + 200 };
  expect(stageTimesOf(live)).toEqual(times);
  expect(stageTimesOf(replayed)).toEqual(times);
});

test("what was not has no time", () => {
  const nothing = { stt_ms: null, ttft_ms: null, text_ms: null, tts_ms: null, first_sound_ms: null };
  expect(stageTimesOf([])).toEqual(nothing);
  expect(stageTimesOf([call("reply", 0, { first_ms: 30 })])).toEqual({ ...nothing, ttft_ms: 30 });
  const typed = [call("reply", 0, { first_ms: 30 }), call("segment", 40, { first_ms: 10 })];
  expect(stageTimesOf(typed)).toEqual({ stt_ms: null, ttft_ms: 30, text_ms: 10, tts_ms: 10, first_sound_ms: 50 });
});
