import { type ErrorCode, errorCodeOf } from "../../../lib/errors";
import type { Language, SpeechMode } from "../../../lib/languages";
import type { VoiceId } from "../../../lib/voices";
import {
  answeringModel,
  type BuiltinVoice,
  type Engines,
  type TextToSpeech,
  type Voice,
} from "../../inference/contract";

/** A voice that the engine can speak with. */
export interface Speaker {
  /** The id for the client and the history. */
  id: VoiceId;
  /** The name for the engine. */
  voice: Voice;
  /** SHA-256 of the recording that it is cloned from, hex; null for a voice that comes with a model. */
  referenceSha256: string | null;
}

/** The recording behind a profile. Throws AppError `profile_not_ready` for one that may not be used. */
export type ResolveProfile = (
  profileId: number,
) => Promise<{ referenceSha256: string } & Omit<Extract<Voice, { kind: "cloned" }>, "kind">>;

/**
 * The speaker for the chosen voice `wanted` (null: none was chosen). A voice of another language or mode is replaced by
 * one that fits. `problem`: why a voice that was chosen can't speak here, for the person; null where it can.
 */
export async function chooseSpeaker(
  wanted: VoiceId | null,
  spoken: { language: Language; mode: SpeechMode },
  tts: TextToSpeech,
  resolveProfile: ResolveProfile,
): Promise<{ speaker: Speaker; problem: ErrorCode | null }> {
  const voices = tts.voices();
  if (wanted?.kind !== "profile") {
    const name = wanted?.name ?? null;
    const isKnown = name === null || voices.some((voice) => voice.name === name);
    return {
      speaker: builtinSpeaker(pickVoiceName(voices, name, spoken)),
      problem: isKnown ? null : "profile_not_ready",
    };
  }
  const cloned = await orNull(resolveProfile(wanted.profileId));
  if (cloned && tts.canClone()) {
    const { referenceSha256, ...recording } = cloned;
    return { speaker: { id: wanted, voice: { kind: "cloned", ...recording }, referenceSha256 }, problem: null };
  }
  const problem = cloned ? "cloning_unavailable" : "profile_not_ready";
  return { speaker: builtinSpeaker(pickVoiceName(voices, null, spoken)), problem };
}

function builtinSpeaker(name: string): Speaker {
  return { id: { kind: "builtin", name }, voice: { kind: "builtin", name }, referenceSha256: null };
}

async function orNull<T>(resolved: Promise<T>): Promise<T | null> {
  try {
    return await resolved;
  } catch (error) {
    if (errorCodeOf(error) === "profile_not_ready") return null;
    throw error;
  }
}

/** The wanted voice if it fits the language and the mode, otherwise the first that does. */
function pickVoiceName(
  voices: readonly BuiltinVoice[],
  wanted: string | null,
  { language, mode }: { language: Language; mode: SpeechMode },
): string {
  const speaks = voices.filter((voice) => voice.language === language);
  const fits = speaks.filter((voice) => voice.modes.includes(mode));
  const kept = fits.find(({ name }) => name === wanted);
  return (kept ?? fits[0] ?? speaks[0] ?? voices[0])?.name ?? "default";
}

/**
 * The models of a turn, for the history: the one that the engine names, else the ready one that speaks the language.
 */
export function modelsUsed(
  engines: Engines,
  { language, mode }: { language: Language; mode: SpeechMode },
  spoken: boolean,
): { stt: string | null; llm: string | null; tts: string | null } {
  const { stt, llm, tts } = engines;
  return {
    stt: spoken ? answeringModel(stt, language) : null,
    llm: answeringModel(llm, language),
    tts: tts.modelFor?.(language, mode) ?? answeringModel(tts, language),
  };
}
