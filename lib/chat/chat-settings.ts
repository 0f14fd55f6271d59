import type { Language, SpeechMode } from "../languages";
import { chosenVoices, defaultMode, type SettingValue } from "../settings";
import { endpointPauseMs, sensitivity } from "../speech-detection";
import { type ChosenVoices, voiceFor } from "../voices";

/** What a person chose for their conversations; what they did not choose has its default. */
export interface ChatSettings {
  language: Language;
  mode: SpeechMode;
  /** By language and mode; where none is chosen, the server takes one that speaks the language. */
  voices: ChosenVoices;
  endpointPauseMs: number;
  /** 0–1; the higher, the softer one may speak. */
  sensitivity: number;
  /** Stored as `capture`. */
  captureMode: "hands_free" | "push_to_talk";
  /** Null: the system's default. */
  inputDeviceId: string | null;
  outputDeviceId: string | null;
  echoCancellation: boolean;
  noiseSuppression: boolean;
}

/** Stored settings, with defaults for what was never set; the language's default is `language`, the interface's. */
export function chatSettings(stored: SettingValue<"chat"> | undefined, language: Language): ChatSettings {
  return {
    language: stored?.language ?? language,
    mode: stored?.mode ?? defaultMode,
    voices: chosenVoices(stored, language),
    endpointPauseMs: stored?.endpointPauseMs ?? endpointPauseMs.default,
    sensitivity: stored?.sensitivity ?? sensitivity.default,
    captureMode: stored?.capture ?? "hands_free",
    inputDeviceId: stored?.inputDeviceId ?? null,
    outputDeviceId: stored?.outputDeviceId ?? null,
    echoCancellation: stored?.echoCancellation ?? true,
    noiseSuppression: stored?.noiseSuppression ?? true,
  };
}

/** What is stored with the person. What belongs to a device is remembered there (device-choice). */
export function storedChatSettings(settings: ChatSettings): SettingValue<"chat"> {
  const { language, mode, voices, endpointPauseMs, sensitivity, captureMode: capture } = settings;
  return { language, mode, voices, endpointPauseMs, sensitivity, capture };
}

/** The voice for the present language and mode, as text; null where none was chosen. */
export function chosenVoice({
  voices,
  language,
  mode,
}: Pick<ChatSettings, "voices" | "language" | "mode">): string | null {
  return voiceFor(voices, language, mode) ?? null;
}
