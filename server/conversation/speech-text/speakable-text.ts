import type { Language } from "../../../lib/languages";
import { hasSound } from "../../../lib/speech-text/has-sound";

/** How the marks in an address are spoken. */
const addressWords: Record<Language, { dot: string; dash: string; at: string }> = {
  en: { dot: " dot ", dash: " dash ", at: " at " },
  "zh-TW": { dot: " 點 ", dash: " 槓 ", at: " 小老鼠 " },
};
const andWord: Record<Language, string> = { en: " and ", "zh-TW": "和" };

const url = /\b(?:https?:\/\/|www\.)[^\s<>()（）「」，。！？、]+/giu;
/** A host name without scheme, or an e-mail address: "example.com.tw", "jo.smith@example.com". */
const address =
  /(?<![\w@.-])(?:[\w.+-]{1,64}@)?(?:[a-z\d-]{1,63}\.){1,8}(?:com|org|net|io|tw|edu|gov)(?![\w@-]|\.\w)/gi;
/** An e-mail address may have any top-level domain: "jo@example.de". */
const email = /(?<![\w@.-])[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-]|\.\w)/gi;
const emoji = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0E}|\u{FE0F}|\u{20E3}/gu;

/**
 * The text of one segment for a synthesiser: without markdown, emoji, tags and control characters; a URL becomes its
 * host's name, and the marks of addresses become words. Empty when nothing is left to say. What is shown and stored is
 * not changed. Engines rely on this: they convert numbers and units and know nothing of markdown and addresses.
 */
export function speakableText(segment: string, language: Language): string {
  const spoken = segment
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(url, (found) => sayUrl(found, language))
    .replace(email, (found) => sayAddress(found, language))
    .replace(address, (found) => sayAddress(found, language))
    .replace(/<\/?[a-z][^<>]*>/gi, " ")
    .replace(/^[^\S\n]*(?:#{1,6}|[-*+•]|>|\d{1,3}[.)])\s+/gm, "")
    .replace(/^[^\S\n]*(?:[-*_][^\S\n]*){3,}$/gm, " ")
    .replace(/[*`~|\\]+/g, " ")
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, " ")
    .replace(emoji, " ")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Cc}/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/ ?[&＆] ?/g, andWord[language])
    .replace(/ ?[@＠] ?/g, language === "en" ? " at " : "@")
    .replace(/ +/g, " ")
    .replace(/ ([,.!?;:，。！？；：、])/g, "$1")
    // Marks left over from the previous segment.
    .replace(/^[\s,.!?;:，。！？；：、…)\]）」』】"'”’]+(?=[\p{L}\p{N}])/u, "")
    .trim();
  return hasSound(spoken) ? spoken : "";
}

/** "https://www.example.com/a?b" is said "example dot com", with the marks after it. */
function sayUrl(found: string, language: Language): string {
  const marks = /[.,!?;:'"]*$/.exec(found)?.[0] ?? "";
  const host =
    found
      .replace(/^https?:\/\//i, "")
      .replace(/^www\./i, "")
      .split(/[/?#:]/)[0] ?? "";
  return sayAddress(host.replace(/[.,!?;:'"]+$/, ""), language) + marks;
}

function sayAddress(host: string, language: Language): string {
  const { dot, dash, at } = addressWords[language];
  return host.replaceAll(".", dot).replaceAll("-", dash).replaceAll("@", at);
}
