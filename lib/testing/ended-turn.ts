import type { EndedTurn } from "../metrics/ended-turn";

/** A spoken turn that ended well, with a short reply. */
export function endedTurn(changes: Partial<EndedTurn> = {}): EndedTurn {
  return {
    wasSpoken: true,
    mode: "fast",
    replyChars: 40,
    timings: { endpoint_ms: 700, stt_ms: 60, ttft_ms: 200, tts_first_ms: 340, first_audio_ms: 1_300, e2e_ms: 2_100 },
    calls: [],
    voice: "builtin:heart",
    models: { stt: "whisper", llm: "qwen", tts: "kokoro" },
    errorCode: null,
    sessions: 1,
    ...changes,
  };
}
