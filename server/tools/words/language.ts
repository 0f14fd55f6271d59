import type { Language } from "../../../lib/languages";

export type CommandLanguage = Language;

/** The language of the terminal, as POSIX orders its variables; every kind of Chinese counts as zh-TW. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): CommandLanguage {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  return /^zh([_.@-]|$)/i.test(locale) ? "zh-TW" : "en";
}
