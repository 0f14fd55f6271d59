import type { Language, SpeechMode } from "../../../../../lib/languages";
import type { BuiltinVoice } from "../../../contract";
import type { ModelId } from "../../../models/contract";

/** The voices of Kokoro worth offering (its own notes grade them); the first of each language is the default. */
const kokoroVoices: [name: string, language: Language, label: string][] = [
  ["af_heart", "en", "Heart (American, female)"],
  ["af_bella", "en", "Bella (American, female)"],
  ["af_nicole", "en", "Nicole (American, female, soft)"],
  ["am_michael", "en", "Michael (American, male)"],
  ["am_fenrir", "en", "Fenrir (American, male)"],
  ["bf_emma", "en", "Emma (British, female)"],
  ["bm_george", "en", "George (British, male)"],
  ["zf_xiaoxiao", "zh-TW", "曉曉（女聲）"],
  ["zf_xiaobei", "zh-TW", "曉貝（女聲）"],
  ["zm_yunxi", "zh-TW", "雲希（男聲）"],
  ["zm_yunjian", "zh-TW", "雲健（男聲）"],
];

/** Mandarin has one model for both modes; English is spoken by a smaller, faster one in fast mode. */
export const builtinVoices: readonly BuiltinVoice[] = [
  ...kokoroVoices.map(([name, language, label]) => ({
    name,
    language,
    label,
    modes: language === "en" ? (["hq"] as SpeechMode[]) : (["fast", "hq"] as SpeechMode[]),
  })),
  { name: "dittli", language: "en", label: "Dittli (fast)", modes: ["fast"] },
];

export interface VoiceChoice {
  model: ModelId;
  /** A voice of that model. */
  voice: string;
}

/**
 * Which model speaks, and with which voice: the wanted one if it fits language and mode, else the language's default.
 */
export function modelAndVoiceFor(asked: string, language: Language, mode: SpeechMode): VoiceChoice {
  if (language === "en" && mode === "fast") return { model: "dittli-en", voice: "dittli" };
  const candidates = builtinVoices.filter((voice) => voice.language === language && voice.modes.includes(mode));
  const voice = candidates.find(({ name }) => name === asked) ?? candidates[0];
  if (!voice) throw new Error(`no voice speaks ${language}`);
  return { model: "kokoro-82m", voice: voice.name };
}
