import type { ErrorCode } from "../../../lib/errors";
import { type Language, languages, type SpeechMode } from "../../../lib/languages";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import type { Settings } from "../../../lib/settings";
import { endpointPauseMs, sensitivity } from "../../../lib/speech-detection";
import type { Engines } from "../../inference/contract";
import type { EndpointSettings } from "./endpointing";
import { chooseVoice, isBuiltinVoice } from "./voices";

export type SessionStartMessage = Extract<ClientMessage, { type: "session_start" }>;

export interface SessionSettings extends EndpointSettings {
  language: Language;
  mode: SpeechMode;
  /** `builtin:NAME` or a profile's id */
  voice: string;
}

/** The sensitivity belongs to a person and their room: it is not kept with a conversation. */
export type KeptSettings = Omit<SessionSettings, "sensitivity"> & Partial<Pick<SessionSettings, "sensitivity">>;

/**
 * What the client asks for, else what was chosen before in this conversation, else what the person has set for themselves, else
 * the defaults: the first language that every model speaks. `problems` are what the person should know before they speak.
 */
export function chooseSettings(
  asked: SessionStartMessage,
  before: KeptSettings | null,
  personal: NonNullable<Settings["chat"]>,
  { stt, llm, tts }: Engines,
): { settings: SessionSettings; problems: ErrorCode[] } {
  const served = (language: Language) => [stt, llm, tts].every((engine) => engine.supports(language));
  const language = asked.language ?? before?.language ?? personal.language ?? languages.find(served) ?? languages[0];
  const mode = asked.mode ?? before?.mode ?? personal.mode ?? "fast";
  const voices = tts.voices();
  const askedVoice = asked.profile_id === undefined ? null : String(asked.profile_id);
  const problems: ErrorCode[] = [];
  if (askedVoice !== null && !isBuiltinVoice(voices, askedVoice)) problems.push("profile_not_ready");
  if (!served(language)) problems.push("model_language_unsupported");
  return {
    settings: {
      language,
      mode,
      voice: chooseVoice(voices, askedVoice ?? before?.voice ?? personal.voice ?? null, language, mode),
      endpointPauseMs:
        asked.endpoint_pause_ms ?? before?.endpointPauseMs ?? personal.endpointPauseMs ?? endpointPauseMs.default,
      sensitivity: asked.sensitivity ?? before?.sensitivity ?? personal.sensitivity ?? sensitivity.default,
    },
    problems,
  };
}
