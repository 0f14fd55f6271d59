import type { TurnCall } from "../turn-calls";

/** A call that took no time and reported nothing, but for what the test says. */
export function turnCall(call: TurnCall["call"], changes: Partial<TurnCall> = {}): TurnCall {
  return {
    call,
    model: null,
    mode: null,
    began_ms: 0,
    waited_ms: 0,
    first_ms: null,
    total_ms: 0,
    retries: 0,
    outcome: "completed",
    error_code: null,
    audio_ms: null,
    prompt_tokens: null,
    completion_tokens: null,
    characters: null,
    temperature: null,
    seed: null,
    ...changes,
  };
}
