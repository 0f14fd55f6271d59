import type { ModelRole } from "../../../lib/models";
import type { Urgency } from "../contract";
import type { ModelCall } from "./contract";

/**
 * The purposes of calls in the order in which they are served; also the label `purpose` of the metrics. `waiting` and
 * `background` are urgencies (../contract.ts): a call of one of them has no other purpose. `waiting` is a call for a
 * person outside a conversation, not any call that stands in line.
 */
export const purposes = [
  "speech",
  "final_transcript",
  "reply",
  "second_transcript",
  "waiting",
  "partial_transcript",
  "prime",
  "background",
] as const;
export type Purpose = (typeof purposes)[number];

/** Which model each call needs, and what it is for when it is live. */
const liveCalls = {
  segment: { role: "tts", purpose: "speech" },
  transcript: { role: "stt", purpose: "final_transcript" },
  // Most of them hear noise: whoever waits for their first transcript goes before.
  second_transcript: { role: "stt", purpose: "second_transcript" },
  reply: { role: "llm", purpose: "reply" },
  partial_transcript: { role: "stt", purpose: "partial_transcript" },
  // The metrics' label is older than the word "prefill".
  prefill: { role: "llm", purpose: "prime" },
} as const satisfies Record<ModelCall, { role: ModelRole; purpose: Purpose }>;

export const roleOf = (call: ModelCall): ModelRole => liveCalls[call].role;

/** Calls that are not live are served by their urgency alone, whatever model they need. */
export function purposeOf({ call, urgency }: { call: ModelCall; urgency: Urgency }): Purpose {
  return urgency === "live" ? liveCalls[call].purpose : urgency;
}

/** Best-effort calls and background work give their slot up to any other call that waits for one. */
const yielding: readonly Purpose[] = ["partial_transcript", "prime", "background"];
export const givesWay = (purpose: Purpose) => yielding.includes(purpose);
