import { z } from "zod";
import { errorCodeList } from "./errors";
import { speechModeSchema } from "./languages";

/** The calls of a turn: what was heard, the second look at it, the reply, and each spoken segment. */
export const turnCallKinds = ["transcript", "second_transcript", "reply", "segment"] as const;

/**
 * One model call of a turn, as its engine reported it. Numbers that an engine does not report are null. The service
 * levels of speech recognition, first token and speech are measured on these.
 */
export const turnCallSchema = z.object({
  call: z.enum(turnCallKinds),
  /** The model that answered; null where its name is not known. */
  model: z.string().nullable(),
  /** Of a segment: the mode really used. */
  mode: speechModeSchema.nullable(),
  /** From the end of speech (a typed turn: its arrival) to the call's request; negative when it began ahead of time. */
  began_ms: z.number(),
  /** Of that, how long it waited for its turn at the model. */
  waited_ms: z.number(),
  /** From the model's slot to the first piece of its answer; null without one. */
  first_ms: z.number().nullable(),
  /** From the model's slot to the end of the answer. */
  total_ms: z.number(),
  /** How often it was made again inside the call. */
  retries: z.number().int(),
  outcome: z.enum(["completed", "failed", "stopped"]),
  error_code: z.enum(errorCodeList).nullable(),
  /** The sound that was given to a recogniser, or made by a voice. */
  audio_ms: z.number().nullable(),
  prompt_tokens: z.number().int().nullable(),
  completion_tokens: z.number().int().nullable(),
  /** Of the text that came out (recognised, written) or went in (spoken). */
  characters: z.number().int().nullable(),
  temperature: z.number().nullable(),
  seed: z.number().int().nullable(),
});
export type TurnCall = z.infer<typeof turnCallSchema>;
