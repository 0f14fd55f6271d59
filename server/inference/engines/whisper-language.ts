import type { Language } from "../../../lib/languages";

/** Whisper's names of the languages. It has one Chinese; the pipeline settles the script. */
export const whisperLanguage: Record<Language, string> = { "zh-TW": "zh", en: "en" };
