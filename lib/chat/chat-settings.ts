import type { Language, SpeechMode } from "../languages";
import type { SettingValue } from "../settings";
import { endpointPauseMs, sensitivity } from "../speech-detection";

/** What a person chose for their conversations, with defaults filled in; only devices and voice may stay open. */
export interface ChatSettings {
  language: Language;
  mode: SpeechMode;
  /** As text (lib/voices); null lets the server choose one that speaks the language. */
  voice: string | null;
  endpointPauseMs: number;
  /** 0–1; higher hears softer voices. */
  sensitivity: number;
  capture: "hands_free" | "push_to_talk";
  /** Null: the system's default. */
  inputDeviceId: string | null;
  outputDeviceId: string | null;
  echoCancellation: boolean;
  noiseSuppression: boolean;
}

/** Stored settings with defaults for what was never set. `language` is the interface's. */
export function chatSettings(stored: SettingValue<"chat"> | undefined, language: Language): ChatSettings {
  return {
    language: stored?.language ?? language,
    mode: stored?.mode ?? "fast",
    voice: stored?.voice ?? null,
    endpointPauseMs: stored?.endpointPauseMs ?? endpointPauseMs.default,
    sensitivity: stored?.sensitivity ?? sensitivity.default,
    capture: stored?.capture ?? "hands_free",
    inputDeviceId: stored?.inputDeviceId ?? null,
    outputDeviceId: stored?.outputDeviceId ?? null,
    echoCancellation: stored?.echoCancellation ?? true,
    noiseSuppression: stored?.noiseSuppression ?? true,
  };
}

/** The settings as they are stored: what is null is left out. */
export function storedChatSettings(settings: ChatSettings): SettingValue<"chat"> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}
