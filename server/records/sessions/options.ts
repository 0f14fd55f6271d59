import { z } from "zod";
import { languageSchema, speechModeSchema } from "../../../lib/languages";
import { voiceSchema } from "../../../lib/protocol/client-messages";
import { endpointPauseMs } from "../../../lib/speech-detection";

/** What a person chooses for a session. */
export const sessionOptionsSchema = z.object({
  language: languageSchema,
  mode: speechModeSchema,
  voice: voiceSchema,
  endpointPauseMs: z.number().int().min(endpointPauseMs.min).max(endpointPauseMs.max),
});
export type SessionOptions = z.infer<typeof sessionOptionsSchema>;
