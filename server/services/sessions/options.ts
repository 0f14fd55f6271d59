import { z } from "zod";
import { languageSchema, speechModeSchema } from "../../../lib/languages";
import { endpointPauseMs } from "../../../lib/protocol/client-messages";

/** `builtin:NAME`, or the id of a voice profile. */
export const voiceSchema = z.string().regex(/^(builtin:[\w-]{1,40}|\d{1,15})$/);

/** What a person chooses for a session. */
export const sessionOptionsSchema = z.object({
  language: languageSchema,
  mode: speechModeSchema,
  voice: voiceSchema,
  endpointPauseMs: z.number().int().min(endpointPauseMs.min).max(endpointPauseMs.max),
});
export type SessionOptions = z.infer<typeof sessionOptionsSchema>;
