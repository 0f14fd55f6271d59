import { z } from "zod";
import { languageSchema, speechModeSchema } from "./languages";

/** Which voice should say a sentence: the name of a built-in one, as lib/voices has it. */
export const voiceSampleRequestSchema = z.object({
  voice: z.string().regex(/^[\w-]{1,40}$/),
  language: languageSchema,
  mode: speechModeSchema,
});
export type VoiceSampleRequest = z.infer<typeof voiceSampleRequestSchema>;

/** Where the page hears it. */
export function voiceSampleUrl({ voice, language, mode }: VoiceSampleRequest): string {
  return `/api/voices/${encodeURIComponent(voice)}/sample?language=${language}&mode=${mode}`;
}
