import type { Language } from "../../../lib/languages";
import { hasSound } from "../../../lib/speech-text/has-sound";

const dotWord: Record<Language, string> = { en: " dot ", "zh-TW": " 點 " };
const andWord: Record<Language, string> = { en: " and ", "zh-TW": "和" };

const url = /\b(?:https?:\/\/|www\.)[^\s<>()（）「」，。！？、]+/giu;
const emoji = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0E}|\u{FE0F}|\u{20E3}/gu;

/**
 * What a synthesiser can say of one clause: without markdown, emoji, tags and control characters; an address becomes its
 * host's name. Empty when nothing is left to say. What is shown and stored stays as it was written.
 */
export function speakableText(clause: string, language: Language): string {
  const spoken = clause
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(url, (address) => sayAddress(address, language))
    .replace(/<\/?[a-z][^<>]*>/gi, " ")
    .replace(/^\s*(?:#{1,6}|[-*+•]|>|\d{1,3}[.)])\s+/gm, "")
    .replace(/^\s*(?:[-*_]\s*){3,}$/gm, " ")
    .replace(/[*`~|]+/g, " ")
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, " ")
    .replace(/\s*&\s*/g, andWord[language])
    .replace(emoji, " ")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Cc}/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/\s+([,.!?;:，。！？；：、])/g, "$1")
    // Marks that the clause before left behind.
    .replace(/^[\s,.!?;:，。！？；：、…)\]）」』】"'”’]+(?=[\p{L}\p{N}])/u, "")
    .trim();
  return hasSound(spoken) ? spoken : "";
}

/** "https://www.example.com/a?b" is said "example dot com", with the marks after it. */
function sayAddress(address: string, language: Language): string {
  const marks = /[.,!?;:'"]*$/.exec(address)?.[0] ?? "";
  const host =
    address
      .replace(/^https?:\/\//i, "")
      .replace(/^www\./i, "")
      .split(/[/?#:]/)[0] ?? "";
  return (
    host
      .replace(/[.,!?;:'"]+$/, "")
      .split(".")
      .join(dotWord[language]) + marks
  );
}
