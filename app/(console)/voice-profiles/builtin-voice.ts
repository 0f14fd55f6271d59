import type { Language, SpeechMode } from "@/lib/languages";
import { voiceSampleUrl } from "@/lib/voice-sample";
import { formatVoiceId } from "@/lib/voices";

/** A voice that comes with a model; some speak several languages. */
export interface BuiltinVoiceView {
  /** As lib/voices writes it. */
  id: string;
  name: string;
  /** Name for people. */
  label: string;
  languages: readonly Language[];
  modes: readonly SpeechMode[];
}

interface ListedVoice {
  name: string;
  label: string;
  language: Language;
  modes: readonly SpeechMode[];
}

/** The voices as people see them: models list one for each language that it speaks. */
export function builtinVoices(listed: readonly ListedVoice[]): BuiltinVoiceView[] {
  const voices = new Map<string, BuiltinVoiceView>();
  for (const { name, label, language, modes } of listed) {
    const { languages = [], modes: known = [] } = voices.get(name) ?? {};
    voices.set(name, {
      ...{ id: formatVoiceId({ kind: "builtin", name }), name, label },
      languages: [...new Set([...languages, language])],
      modes: [...new Set([...known, ...modes])],
    });
  }
  return [...voices.values()];
}

/** Where a voice is heard: in the reader's language where it speaks that, and in the better of its qualities. */
export function sampleOf({ name, languages, modes }: BuiltinVoiceView, locale: Language): string {
  const language = languages.includes(locale) ? locale : (languages[0] ?? locale);
  return voiceSampleUrl({ voice: name, language, mode: modes.includes("hq") ? "hq" : "fast" });
}
