import { z } from "zod";
import { textSchema } from "../text";

const phrases = z.array(textSchema.trim().min(1).max(200)).max(20).default([]);

/** What a case's reply must be like; what is left out is not asked. */
export const expectationsSchema = z.object({
  mustContain: phrases,
  mustNotContain: phrases,
  maxFirstSoundMs: z.number().int().positive().max(600_000).nullable().default(null),
  maxSpeechS: z.number().positive().max(600).nullable().default(null),
});
export type Expectations = z.infer<typeof expectationsSchema>;
/** Without what may quote a person. */
export function withoutPhrases(expectations: Expectations): Expectations {
  return { ...expectations, mustContain: [], mustNotContain: [] };
}

export const noExpectations: Expectations = expectationsSchema.parse({});
