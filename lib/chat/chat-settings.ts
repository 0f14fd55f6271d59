import type { Language, SpeechMode } from "../languages";
import type { SettingValue } from "../settings";
import { endpointPauseMs, sensitivity } from "../speech-detection";

/** What a person chose for their conversations; what they did not choose has its default. */
export interface ChatSettings {
  language: Language;
  mode: SpeechMode;
  /** As text (lib/voices); null: the server chooses one that speaks the language. */
  voice: string | null;
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
    mode: stored?.mode ?? "fast",
    voice: stored?.voice ?? null,
    endpointPauseMs: stored?.endpointPauseMs ?? endpointPauseMs.default,
    sensitivity: stored?.sensitivity ?? sensitivity.default,
    captureMode: stored?.capture ?? "hands_free",
    inputDeviceId: stored?.inputDeviceId ?? null,
    outputDeviceId: stored?.outputDeviceId ?? null,
    echoCancellation: stored?.echoCancellation ?? true,
    noiseSuppression: stored?.noiseSuppression ?? true,
  };
}

/** The settings as they are stored: what is null is left out. */
export function storedChatSettings({ captureMode, ...settings }: ChatSettings): SettingValue<"chat"> {
  const stored = { ...settings, capture: captureMode };
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== null));
}
