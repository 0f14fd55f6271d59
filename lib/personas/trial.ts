import { z } from "zod";
import { languageSchema } from "../languages";
import { textSchema } from "../text";
import { longestPrompt } from "./persona";

/** How many questions one trial has, and how long each is: enough to hear how it answers. */
export const mostTrialTurns = 6;
export const longestTrialText = 500;

/** A few words with a system message that need not be kept anywhere; nothing of it is stored. */
export const personaTrialSchema = z.object({
  language: languageSchema,
  prompt: textSchema.trim().min(1).max(longestPrompt),
  /** What was said before in the trial, and how it was answered. */
  before: z
    .array(z.object({ said: textSchema.max(longestTrialText), reply: textSchema.max(longestPrompt) }))
    .max(mostTrialTurns - 1),
  text: textSchema.trim().min(1).max(longestTrialText),
});
export type PersonaTrialRequest = z.output<typeof personaTrialSchema>;

export interface PersonaTrialAnswer {
  reply: string;
  /** It was cut off at the limit of replies to what is said. */
  is_cut: boolean;
}
