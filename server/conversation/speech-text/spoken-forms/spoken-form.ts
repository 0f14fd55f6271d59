import { type Language, languages } from "../../../../lib/languages";
import { hasSound } from "../../../../lib/speech-text/has-sound";
import { languageAt } from "./language-at";
import { sayInEnglish, throughInEnglish } from "./say-english";
import { sayInMandarin, throughInMandarin } from "./say-mandarin";
import { inHalfWidth, writtenItems } from "./written-items";

const emoji = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{FE00}-\u{FE0F}\u{20E3}]/gu;
const rangeMark = /^\s?[-–—~～〜]\s?$/u;
const abbreviations: [pattern: RegExp, en: string, mandarin: string][] = [
  [/\bMr\./gu, "Mister", "Mister"],
  [/\bMrs\./gu, "Missus", "Missus"],
  [/\bMs\./gu, "Miz", "Miz"],
  [/\bDr\./gu, "Doctor", "Doctor"],
  [/\bProf\./gu, "Professor", "Professor"],
  [/\bSt\.(?= [A-Z])/gu, "Saint", "Saint"],
  [/\bvs\.?(?=\s)/gu, "versus", "對"],
  [/\be\.g\.,?/giu, "for example,", "例如"],
  [/\bi\.e\.,?/giu, "that is,", "也就是"],
  [/\betc\./giu, "et cetera.", "等等。"],
  [/\bapprox\./giu, "approximately", "大約"],
  [/\ba\.m\.(?![a-z\d])/giu, "AM", "AM"],
  [/\bp\.m\.(?![a-z\d])/giu, "PM", "PM"],
  [/\bw\/o\b/giu, "without", "without"],
];
/** The names of Zhuyin's letters: no voice has a sound for the letters themselves. */
const zhuyin = Object.fromEntries(
  (
    "ㄅ玻 ㄆ坡 ㄇ摸 ㄈ佛 ㄉ得 ㄊ特 ㄋ呢 ㄌ勒 ㄍ哥 ㄎ科 ㄏ喝 ㄐ基 ㄑ欺 ㄒ希 ㄓ知 ㄔ吃 ㄕ師 ㄖ日 ㄗ資 ㄘ雌 ㄙ思 ㄚ啊 ㄛ喔 ㄜ鵝 ㄝ欸 " +
    "ㄞ愛 ㄟ欸 ㄠ凹 ㄡ歐 ㄢ安 ㄣ恩 ㄤ骯 ㄥ鞥 ㄦ兒 ㄧ衣 ㄨ屋 ㄩ迂"
  )
    .split(" ")
    .map((pair) => [pair[0], pair.slice(1)] as const),
);

/**
 * A text as it is said: numbers, dates, times, money, telephone numbers, measures, versions, addresses and signs as
 * words, no digits, emoji, invisible characters, and no letters or digits in full width. Each item is said in the
 * language of its sentence (`languageAt`); `language` is the reply's. Empty when nothing is left to say. The text has no
 * markup any more. It is our own because `n2words` knows numbers only, and the normalisers that know
 * the rest are Python (NeMo, WeTextProcessing) or, inside eSpeak NG, under the GPL.
 */
export function spokenForm(text: string, language: Language): string {
  const plain = withoutSilent(inHalfWidth(text));
  const items = writtenItems(plain);
  let out = "";
  let at = 0;
  for (const [index, { from, to, item }] of items.entries()) {
    const of = languageAt(plain, from, to, language);
    const gap = plain.slice(at, from);
    const isRange = index > 0 && rangeMark.test(gap) && areRange(items[index - 1]?.item.kind, item.kind);
    out += isRange ? ` ${of === "en" ? throughInEnglish : throughInMandarin} ` : gap;
    const around = { before: plain.slice(Math.max(0, from - 8), from), after: plain.slice(to, to + 8) };
    out += ` ${of === "en" ? sayInEnglish(item) : sayInMandarin(item, around)} `;
    at = to;
  }
  const said = settled(abbreviated(`${out}${plain.slice(at)}`, language), (each) => tidy(each, language));
  return hasSound(said) ? said : "";
}

/** Dates, times and amounts make ranges; names and signs do not. */
const areRange = (left: string | undefined, right: string) =>
  left !== undefined && ![left, right].some((kind) => ["word", "address", "code", "digits", "ip"].includes(kind));

/** Without emoji, and without characters that are not seen: directions, joiners, controls, piled up accents. */
function withoutSilent(text: string): string {
  return text
    .replace(/[\u{1D400}-\u{1D7FF}]/gu, (letter) => letter.normalize("NFKC"))
    .replace(emoji, " ")
    .replace(/\p{Cf}|\p{Cs}/gu, "")
    .replace(/(?!\n)\p{Cc}|\u{FFFD}/gu, " ")
    .normalize("NFC")
    .replace(/\p{Mn}{2,}|(?<![\p{L}\p{N}])\p{Mn}/gu, "");
}

function abbreviated(text: string, language: Language): string {
  if (!/[A-Za-z]/.test(text)) return text;
  return abbreviations.reduce(
    (said, [pattern, en, mandarin]) =>
      said.replace(pattern, (found, at: number) =>
        languageAt(said, at, at + found.length, language) === "en" ? en : mandarin,
      ),
    text,
  );
}

/** Taking marks away may bring others together: `change` is applied until nothing changes. */
function settled(text: string, change: (text: string) => string): string {
  const changed = change(text);
  return changed === text || changed.length > text.length ? changed : settled(changed, change);
}

/** Marks and spaces as synthesisers read them: a pause for each bracket and dash, no sign that has no sound. */
function tidy(text: string, language: Language): string {
  const comma = language === "en" ? ", " : "，";
  return (
    text
      .replace(/[ㄅ-ㄩ]/gu, (letter) => zhuyin[letter] ?? "")
      .replace(/[’‘ʼ]/gu, "'")
      .replace(/[\p{No}*`~|\\#^_<>{}$€£¥=°•·§]+/gu, " ")
      .replace(/\s?(?:→|[-–—]{2,}|[–—])\s?/gu, language === "en" ? " — " : "，")
      .replace(/(?<=\s)-(?=\s)/gu, comma)
      .replace(/ ?@ ?/gu, language === "en" ? " at " : " 小老鼠 ")
      .replace(/(?<=\p{Script=Han})\/(?=\p{Script=Han})/gu, "、")
      .replace(/\//gu, " ")
      .replace(/[(（[［](?=\s*[\p{L}\p{N}])/gu, comma)
      .replace(/(?<=[\p{L}\p{N}])\s*[)）\]］](?=\s*[\p{L}\p{N}])/gu, comma)
      .replace(/[()（）[\]［］]/gu, " ")
      .replace(/『/gu, "「")
      .replace(/』/gu, "」")
      // The end of a line, of a heading or of a list's item is a pause.
      .replace(/(?<=[\p{L}\p{N}」』"'])\s*\n\s*(?=\S)/gu, comma)
      .replace(/\s+/gu, " ")
      .replace(/(?<=\p{Script=Han}|[，。！？、；：「」『』《》]) (?=\p{Script=Han}|[，。！？、；：「」『』《》])/gu, "")
      .replace(/ (?=[,.!?;:，。！？；：、])/gu, "")
      // A pause that came from a bracket makes no second one beside a mark.
      .replace(/[,，、]\s*(?=[,，。！？、；：.!?;:])/gu, "")
      .replace(/(?<=[。！？、；：.!?;:「])\s*[,，]/gu, " ")
      .replace(/ +/gu, " ")
      .replace(/^[\s,.!?;:，。！？；：、…」』】"'”’—-]+(?=["「『]?[\p{L}\p{N}])/u, "")
      .replace(/[\s—-]+$/u, "")
      .trim()
  );
}

// The patterns are compiled at their first use, which would take some 20 ms of somebody's first reply.
for (const language of languages) spokenForm("NT$1,250, 2026-11-22 9:05, 3 km", language);
