import type { ErrorCode } from "../../../lib/errors";
import { type Language, languages, type SpeechMode } from "../../../lib/languages";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import { type ReplySpeech, speakingSpeed } from "../../../lib/reply-speech";
import { chosenVoices, defaultMode, type Settings } from "../../../lib/settings";
import { endpointPauseMs, sensitivity } from "../../../lib/speech-detection";
import { parseVoiceId, type VoiceId, voiceFor } from "../../../lib/voices";
import type { Engines } from "../../inference/contract";
import type { EndpointSettings } from "./endpointing";
import { chooseSpeaker, type ResolveProfile, type Speaker } from "./voices";

export type SessionStartMessage = Extract<ClientMessage, { type: "session_start" }>;

export interface SessionSettings extends EndpointSettings {
  language: Language;
  mode: SpeechMode;
  /** The chosen voice. It is stored with the conversation even while no model here can speak with it. */
  voice: VoiceId;
  /** What really speaks: the chosen voice if it can, otherwise one that comes with the model. */
  speaker: Speaker;
  /** Which replies are spoken. */
  speech: ReplySpeech;
  /** How fast, as a factor. */
  speed: number;
}

/** Settings of a person's room and device: they hold as long as the connection and are not stored. */
type RoomSettings = Pick<SessionSettings, "sensitivity" | "speech" | "speed">;

/** The stored settings of a conversation. */
export type KeptSettings = Omit<SessionSettings, keyof RoomSettings | "speaker"> & Partial<RoomSettings>;

/** The voice that a client asks for; null when it asks for none. */
export function askedVoice({ profile_id: profileId }: SessionStartMessage): VoiceId | null {
  return profileId === undefined ? null : parseVoiceId(String(profileId));
}

/**
 * Settings in this order: what the client asks for, what was chosen earlier in this conversation, the person's own
 * settings, the defaults (the first language that every model speaks). `problems` are shown to the person before they
 * speak.
 */
export async function chooseSettings(
  asked: SessionStartMessage,
  before: KeptSettings | null,
  personal: NonNullable<Settings["chat"]>,
  { stt, llm, tts }: Engines,
  resolveProfile: ResolveProfile,
  houseVoice: (language: Language) => Promise<VoiceId | null> = async () => null,
): Promise<{ settings: SessionSettings; problems: ErrorCode[] }> {
  const speech = asked.speech ?? before?.speech ?? "always";
  const needed = speech === "never" ? [stt, llm] : [stt, llm, tts];
  const served = (language: Language) => needed.every((engine) => engine.supports(language));
  const language = asked.language ?? before?.language ?? personal.language ?? languages.find(served) ?? languages[0];
  const mode = asked.mode ?? before?.mode ?? personal.mode ?? defaultMode;
  // A voice belongs to its language, and where the person has chosen one, to its mode, too.
  const kept = before?.language === language ? before.voice : null;
  const own = parseVoiceId(voiceFor(chosenVoices(personal, language), language, mode) ?? "");
  const wanted = askedVoice(asked) ?? (before?.mode === mode ? (kept ?? own) : (own ?? kept));
  // Nobody who chose no voice is told that the house's own can't speak: what comes with the model does.
  const spoken = wanted ?? (await houseVoice(language));
  const { speaker, problem } = await chooseSpeaker(spoken, { language, mode }, tts, resolveProfile);
  const problems: ErrorCode[] = [];
  if (wanted !== null && problem !== null) problems.push(problem);
  if (!served(language)) problems.push("model_language_unsupported");
  return {
    settings: {
      language,
      mode,
      voice: wanted ?? speaker.id,
      speaker,
      endpointPauseMs:
        asked.endpoint_pause_ms ?? before?.endpointPauseMs ?? personal.endpointPauseMs ?? endpointPauseMs.default,
      speech,
      speed: asked.speed ?? before?.speed ?? speakingSpeed.default,
      sensitivity: asked.sensitivity ?? before?.sensitivity ?? personal.sensitivity ?? sensitivity.default,
    },
    problems,
  };
}
