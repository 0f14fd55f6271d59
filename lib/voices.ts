import { z } from "zod";
import type { ErrorCode } from "./errors";
import { type Language, languages, type SpeechMode, speechModes } from "./languages";

/** A voice that somebody can choose: one that comes with a model, or one that was cloned from a recording. */
export type VoiceId = { kind: "builtin"; name: string } | { kind: "profile"; profileId: number };

export const builtinVoiceNameSchema = z.string().regex(/^[\w-]{1,40}$/);

export const voiceIdSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("builtin"), name: builtinVoiceNameSchema }),
  z.object({ kind: z.literal("profile"), profileId: z.number().int().min(0).max(999_999_999_999_999) }),
]);

const builtinPrefix = "builtin:";

/** The voice as the wire (`profile_id`) and the database write it: `builtin:NAME`, or the id of a voice profile. */
export function formatVoiceId(voice: VoiceId): string {
  return voice.kind === "builtin" ? `${builtinPrefix}${voice.name}` : String(voice.profileId);
}

/** The voice that a text of `formatVoiceId` names; null for any other text. */
export function parseVoiceId(text: string): VoiceId | null {
  if (!text.startsWith(builtinPrefix) && !/^\d{1,15}$/.test(text)) return null;
  const voice = text.startsWith(builtinPrefix)
    ? { kind: "builtin", name: text.slice(builtinPrefix.length) }
    : { kind: "profile", profileId: Number(text) };
  return voiceIdSchema.safeParse(voice).data ?? null;
}

/** A voice as text, as it crosses the wire and is kept in JSON. */
export const voiceTextSchema = z.string().refine((text) => parseVoiceId(text) !== null);

/** Where a choice of voice holds: one language in one mode. */
const voicePlaces = languages.flatMap((language) => speechModes.map((mode) => voicePlace(language, mode)));
export type VoicePlace = `${Language}/${SpeechMode}`;

export function voicePlace(language: Language, mode: SpeechMode): VoicePlace {
  return `${language}/${mode}`;
}

/** The voice that somebody chose for each language and mode, as text. */
export const chosenVoicesSchema = z.partialRecord(z.enum(voicePlaces), voiceTextSchema);
export type ChosenVoices = z.infer<typeof chosenVoicesSchema>;

/**
 * The voice for a language and mode: the one chosen there, else the one chosen in the language's other mode, which many
 * voices speak as well; undefined where none was chosen.
 */
export function voiceFor(voices: ChosenVoices, language: Language, mode: SpeechMode): string | undefined {
  const places = [mode, ...speechModes].map((each) => voicePlace(language, each));
  return places.map((place) => voices[place]).find((voice) => voice !== undefined);
}

/** The failure is of one voice alone: the speech model is well for every other. */
export function isVoicesOwnFailure(code: ErrorCode): boolean {
  return code === "voice_refused" || code === "cloning_unavailable";
}
