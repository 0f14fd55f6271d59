import type { Language, SpeechMode } from "@/lib/languages";

/** A voice that can be chosen; `id` is what the server calls it (`builtin:NAME`). */
export interface VoiceChoice {
  id: string;
  label: string;
  language: Language;
  modes: readonly SpeechMode[];
}
