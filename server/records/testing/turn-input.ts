import type { Timings } from "../../../lib/timings";
import type { RecordTurnInput } from "../turns/record-turn";

export const timings: Timings = {
  endpoint_ms: 700,
  stt_ms: 40,
  ttft_ms: 300,
  tts_first_ms: 200,
  first_audio_ms: 1240,
  e2e_ms: 2100,
};

/** One second of a ramp that tells turns apart: every sample is `seed` plus its place. */
export function tone(seed: number, samples = 16_000): Int16Array {
  return Int16Array.from({ length: samples }, (_, index) => ((seed * 31 + index) % 20_000) - 10_000);
}

export function turnInput(
  sessionId: string,
  turnNumber: number,
  changes: Partial<RecordTurnInput> = {},
): RecordTurnInput {
  return {
    sessionId,
    turnId: `${sessionId}-t${turnNumber}`,
    turnNumber,
    userText: `question ${turnNumber}`,
    aiText: `answer ${turnNumber}`,
    userAudio: { pcm: tone(turnNumber), sampleRateHz: 16_000 },
    replyAudio: { pcm: tone(turnNumber + 1_000), sampleRateHz: 24_000 },
    language: "en",
    mode: "fast",
    voice: { kind: "builtin", name: "heart" },
    models: { stt: "moonshine-tiny-en", llm: "qwen2.5-coder-1.5b-instruct", tts: "dittli-en" },
    timings,
    writtenChars: `answer ${turnNumber}`.length,
    heardChars: `answer ${turnNumber}`.length,
    endedBy: "finished",
    finishReason: "stop",
    errorCode: null,
    supersedesTurnId: null,
    ...changes,
  };
}

export const sessionOptions = {
  language: "en",
  mode: "fast",
  voice: { kind: "builtin", name: "heart" },
  endpointPauseMs: 700,
} as const;
