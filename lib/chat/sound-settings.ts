import { z } from "zod";
import { replySpeechSchema, speakingSpeed } from "../reply-speech";

/** How replies sound on one device: in an office other than at home, so it is remembered there and not with the person. */
export const soundSettingsSchema = z.object({
  speech: replySpeechSchema.catch("when_spoken"),
  /** 0–1, of the sound as it was sent. */
  volume: z.number().min(0).max(1).catch(1),
  /** As a factor of the voice's own pace. */
  speed: z.number().min(speakingSpeed.min).max(speakingSpeed.max).catch(speakingSpeed.default),
  /** A soft tick while thinking takes long. */
  waitCue: z.boolean().catch(false),
});

export type SoundSettings = z.infer<typeof soundSettingsSchema>;

export const defaultSoundSettings: SoundSettings = soundSettingsSchema.parse({});

/** What an earlier visit stored; the default for each part that is missing or out of bounds. */
export function parseSoundSettings(stored: string | null): SoundSettings {
  try {
    return soundSettingsSchema.safeParse(JSON.parse(stored ?? "{}")).data ?? defaultSoundSettings;
  } catch {
    return defaultSoundSettings;
  }
}
