import { describe, expect, it } from "vitest";
import { stagesOf, summaryOf } from "./timing-stages";

const spoken = { endpoint_ms: 150, stt_ms: 60, ttft_ms: 480, tts_first_ms: 190, first_audio_ms: 880, e2e_ms: 2_400 };

describe("stagesOf", () => {
  it("puts the steps end to end and the rest of the reply last", () => {
    expect(stagesOf(spoken)).toEqual([
      { name: "endpoint", startMs: 0, durationMs: 150 },
      { name: "stt", startMs: 150, durationMs: 60 },
      { name: "ttft", startMs: 210, durationMs: 480 },
      { name: "tts", startMs: 690, durationMs: 190 },
      { name: "rest", startMs: 880, durationMs: 1_520 },
    ]);
  });

  it("leaves out what did not happen", () => {
    const typed = {
      ...spoken,
      endpoint_ms: null,
      stt_ms: null,
      tts_first_ms: null,
      first_audio_ms: null,
      e2e_ms: null,
    };
    expect(stagesOf(typed)).toEqual([{ name: "ttft", startMs: 0, durationMs: 480 }]);
  });
});

describe("summaryOf", () => {
  it("adds up to the first sound", () => {
    const { hearMs, thinkMs, speakMs } = summaryOf(spoken);
    expect((hearMs ?? 0) + (thinkMs ?? 0) + (speakMs ?? 0)).toBe(spoken.first_audio_ms);
  });

  it("does not call an unmeasured step instant", () => {
    expect(summaryOf({ ...spoken, endpoint_ms: null, stt_ms: null }).hearMs).toBeNull();
    expect(summaryOf({ ...spoken, endpoint_ms: null }).hearMs).toBe(60);
  });
});
