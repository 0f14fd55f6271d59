import type { Language, SpeechMode } from "@/lib/languages";

/** A voice that can be chosen; `id` is how lib/voices writes it. */
export interface VoiceChoice {
  id: string;
  label: string;
  language: Language;
  modes: readonly SpeechMode[];
  /** Somebody brought it: it is cloned from a recording. */
  isCloned: boolean;
  /** False: the models that are connected can't speak in it. */
  isSpeakable: boolean;
}
