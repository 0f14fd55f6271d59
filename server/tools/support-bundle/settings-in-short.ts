/** Settings whose values are words of AVATAR's own lists. */
const wordSettings = /^(AVATAR_(STT|LLM|TTS)_(ENGINE|LANGUAGES)|AVATAR_EMBEDDED_LLM|AVATAR_LOG_LEVEL)$/;

/**
 * Which settings are set; their values only where they are numbers or words of a list. All others, keys, passwords,
 * addresses and folders among them, are only said to be set.
 */
export function settingsInShort(texts: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(texts).map(([name, value]) => {
    const isPublic = wordSettings.test(name) || (/^[\d.]{1,8}$/.test(value) && !/PASSWORD|SECRET|KEY|TOKEN/.test(name));
    return [name, isPublic ? value : "(set)"];
  });
  return Object.fromEntries(entries.sort());
}
