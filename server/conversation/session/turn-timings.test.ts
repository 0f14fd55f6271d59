import { expect, test } from "vitest";
import { computeTimings } from "./turn-timings";

test("the steps of a spoken turn follow one another and add up", () => {
  const timings = computeTimings({
    beganAtMs: 1_000.4,
    decidedAtMs: 1_700.9,
    transcriptAtMs: 1_760.2,
    firstTokenAtMs: 1_900.7,
    firstAudioAtMs: 2_100.1,
    completeAtMs: 3_000.5,
  });
  expect(timings).toEqual({
    endpoint_ms: 701,
    stt_ms: 59,
    ttft_ms: 140,
    tts_first_ms: 200,
    first_audio_ms: 1_100,
    e2e_ms: 2_000,
  });
});

test("what was ready before the pause was over took no time", () => {
  const timings = computeTimings({
    beganAtMs: 0,
    decidedAtMs: 700,
    transcriptAtMs: 400,
    firstTokenAtMs: 650,
    firstAudioAtMs: 720,
    completeAtMs: null,
  });
  expect(timings).toEqual({
    endpoint_ms: 700,
    stt_ms: 0,
    ttft_ms: 0,
    tts_first_ms: 20,
    first_audio_ms: 720,
    e2e_ms: null,
  });
});

test("a typed turn has no end of speech and no recognition", () => {
  const timings = computeTimings({
    beganAtMs: 50,
    decidedAtMs: null,
    transcriptAtMs: null,
    firstTokenAtMs: 150,
    firstAudioAtMs: 250,
    completeAtMs: 350,
  });
  expect(timings).toEqual({
    endpoint_ms: null,
    stt_ms: null,
    ttft_ms: 100,
    tts_first_ms: 100,
    first_audio_ms: 200,
    e2e_ms: 300,
  });
});
