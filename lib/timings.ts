import { z } from "zod";

/**
 * How long each step of a turn took, in ms. The first four follow one another; the last two count from the end of
 * speech (for a typed turn: from its arrival). A step that did not happen is null.
 */
export const timingsSchema = z.object({
  /** end of speech → decided that it ended */
  endpoint_ms: z.number().nullable(),
  /** decided → final transcript; 0 when it was ready before the pause was over */
  stt_ms: z.number().nullable(),
  /** final transcript (or decision, whichever is later) → first non-empty token */
  ttft_ms: z.number().nullable(),
  /** first token → first audio of the reply */
  tts_first_ms: z.number().nullable(),
  /** end of speech → first audio of the reply */
  first_audio_ms: z.number().nullable(),
  /** end of speech → reply complete as audio */
  e2e_ms: z.number().nullable(),
});
export type Timings = z.infer<typeof timingsSchema>;
