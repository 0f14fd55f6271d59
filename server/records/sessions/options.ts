import { z } from "zod";
import { languageSchema, speechModeSchema } from "../../../lib/languages";
import { endpointPauseMs } from "../../../lib/speech-detection";
import { voiceIdSchema } from "../../../lib/voices";

/** What a person chooses for a session. */
export const sessionOptionsSchema = z.object({
  language: languageSchema,
  mode: speechModeSchema,
  voice: voiceIdSchema,
  endpointPauseMs: z.number().int().min(endpointPauseMs.min).max(endpointPauseMs.max),
});
export type SessionOptions = z.infer<typeof sessionOptionsSchema>;
