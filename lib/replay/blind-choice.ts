import { z } from "zod";

/** Which reply a person preferred by its sound alone, without knowing which is which. */
export const blindChoices = ["base", "run", "alike"] as const;
export const blindChoiceSchema = z.enum(blindChoices);
export type BlindChoice = z.infer<typeof blindChoiceSchema>;
