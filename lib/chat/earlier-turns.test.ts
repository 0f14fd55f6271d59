import { describe, expect, it } from "vitest";
import type { TurnView } from "../conversations";
import { earlierTurns } from "./earlier-turns";

const stored = (turnNumber: number, change: Partial<TurnView> = {}): TurnView => ({
  turn_id: `t${turnNumber}`,
  turn_number: turnNumber,
  user_text: "Hello",
  ai_text: "Hi there.",
  user_audio_url: null,
  ai_audio_url: null,
  user_audio_missing: false,
  ai_audio_missing: false,
  user_audio_ms: null,
  ai_audio_ms: 900,
  language: "en",
  mode: "fast",
  voice: null,
  models: { stt: null, llm: "model", tts: null },
  timings: null,
  interrupted: false,
  error_code: null,
  supersedes_turn_id: null,
  created_at: 0,
  ...change,
});

describe("earlierTurns", () => {
  it("have ended, and count as heard", () => {
    expect(earlierTurns([stored(1, { user_audio_ms: 1_200 })], "zh-TW")).toMatchObject([
      { turnId: "t1", source: "spoken", language: "en", status: "completed", heardChars: 9, userTextFinal: true },
    ]);
    expect(earlierTurns([stored(1, { interrupted: true, language: null })], "zh-TW")).toMatchObject([
      { source: "typed", language: "zh-TW", status: "interrupted" },
    ]);
    expect(earlierTurns([stored(1, { error_code: "llm_failed" })], "en")).toMatchObject([{ status: "failed" }]);
  });

  it("shows what a correction replaced, up to the correction itself", () => {
    const turns = earlierTurns([stored(1), stored(2), stored(3), stored(4, { supersedes_turn_id: "t2" })], "en");
    expect(turns.map((turn) => turn.superseded)).toEqual([false, true, true, false]);
  });
});
