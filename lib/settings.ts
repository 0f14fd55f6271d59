import { z } from "zod";
import { type Language, languageSchema, type SpeechMode, speechModeSchema } from "./languages";
import { endpointPauseMs, sensitivity } from "./speech-detection";
import { textSchema } from "./text";
import { type ChosenVoices, chosenVoicesSchema, voicePlace, voiceTextSchema } from "./voices";

/** A device by the browser's id; it may not be plugged in next time. */
const deviceIdSchema = textSchema.max(256);

/** What a person can set, by key; each field of `chat` may be left out. */
export const settingSchemas = {
  /** The interface's language. */
  locale: languageSchema,
  theme: z.enum(["system", "light", "dark"]),
  /** What they spoke last on a page; what programs say with their API tokens does not count. */
  spokenLanguage: languageSchema,
  chat: z
    .object({
      language: languageSchema,
      mode: speechModeSchema,
      /** One voice for everything, as earlier versions stored it; `chosenVoices` reads it. */
      voice: voiceTextSchema,
      voices: chosenVoicesSchema,
      endpointPauseMs: z.number().int().min(endpointPauseMs.min).max(endpointPauseMs.max),
      capture: z.enum(["hands_free", "push_to_talk"]),
      inputDeviceId: deviceIdSchema,
      outputDeviceId: deviceIdSchema,
      /** Off for headsets and for sound cards that do it themselves. */
      echoCancellation: z.boolean(),
      /** Noise suppression and automatic gain. */
      noiseSuppression: z.boolean(),
      sensitivity: z.number().min(sensitivity.min).max(sensitivity.max),
    })
    .partial(),
} as const satisfies Record<string, z.ZodType>;

export type SettingKey = keyof typeof settingSchemas;
export const settingKeys = Object.keys(settingSchemas) as [SettingKey, ...SettingKey[]];
export type SettingValue<Key extends SettingKey> = z.infer<(typeof settingSchemas)[Key]>;
/** A person's settings; what they never set is absent. */
export type Settings = { [Key in SettingKey]?: SettingValue<Key> };

/** What a person chose of whom to hear; a voice stored by an earlier version holds where it was chosen. */
export function chosenVoices(stored: SettingValue<"chat"> | undefined, language: Language): ChosenVoices {
  if (stored?.voices) return stored.voices;
  return stored?.voice ? { [voicePlace(stored.language ?? language, stored.mode ?? defaultMode)]: stored.voice } : {};
}

export const defaultMode: SpeechMode = "fast";
