import { z } from "zod";

/** Languages of a conversation and of the interface. */
export const languages = ["zh-TW", "en"] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

export const speechModes = ["fast", "hq"] as const;
export const speechModeSchema = z.enum(speechModes);
export type SpeechMode = z.infer<typeof speechModeSchema>;
