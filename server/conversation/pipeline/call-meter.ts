import { errorCodeOf } from "../../../lib/errors";
import type { TurnCall } from "../../../lib/turn-calls";

/** What a stage knows of its call besides its times. */
export type CallFacts = Partial<
  Pick<
    TurnCall,
    "model" | "mode" | "audio_ms" | "prompt_tokens" | "completion_tokens" | "characters" | "temperature" | "seed"
  >
>;

/** Measures one model call while it is made. */
export interface CallMeter {
  /** A piece of the answer has come; only the first one counts. */
  answered(): void;
  /** The call is made again, after what `answered` saw of it so far. */
  retried(): void;
  /** Adds to what is known of the call. */
  report(facts: CallFacts): void;
  /** No model was asked after all: there was no call. */
  notMade(): void;
}

export interface MeteredCall extends CallMeter {
  /** The facts, once: null when the call was ended before, or never made. */
  end(outcome: TurnCall["outcome"], error?: unknown): TurnCall | null;
}

/** `askedMs`: since the beginning of the pipeline. The clock starts now, when the call has its slot. */
export function meterCall(
  call: TurnCall["call"],
  { askedMs, waitedMs, now }: { askedMs: number; waitedMs: number; now: () => number },
): MeteredCall {
  const slotMs = now();
  let facts: CallFacts = {};
  let firstMs: number | null = null;
  let retries = 0;
  let isOver = false;
  return {
    answered() {
      firstMs ??= now() - slotMs;
    },
    retried() {
      retries += 1;
    },
    report(more) {
      facts = { ...facts, ...more };
    },
    notMade() {
      isOver = true;
    },
    end(outcome, error) {
      if (isOver) return null;
      isOver = true;
      return {
        call,
        model: null,
        mode: null,
        audio_ms: null,
        prompt_tokens: null,
        completion_tokens: null,
        characters: null,
        temperature: null,
        seed: null,
        ...facts,
        began_ms: Math.round(askedMs),
        waited_ms: Math.round(waitedMs),
        first_ms: firstMs === null ? null : Math.round(firstMs),
        total_ms: Math.round(now() - slotMs),
        retries,
        outcome,
        error_code: outcome === "failed" ? errorCodeOf(error) : null,
      };
    },
  };
}
