/**
 * The language of the terminal, as POSIX orders its variables; every kind of Chinese counts as zh-TW. The commands decide
 * by it, too (server/tools/words/language.ts). Old Nodes must be able to read this file.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {"zh-TW" | "en"}
 */
export function languageOf(environment) {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  return /^zh([_.@-]|$)/i.test(locale) ? "zh-TW" : "en";
}
