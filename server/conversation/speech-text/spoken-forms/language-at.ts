import type { Language } from "../../../../lib/languages";

const han = /\p{Script=Han}/u;
const clauseEnd = /[。！？!?；;\n]|\.(?=\s|$)/u;
const latinWord = /[A-Za-z]+(?:['’][a-z]+)?/gu;
/** English sentences have one of these; names of products do not. */
const functionWords = new Set(
  (
    "the a an is are was were be been am i you he she it we they my your his her its our their this that these those " +
    "have has had do does did can could will would may might must shall should and or but if to of in on at by for " +
    "from with about into over under between per not no"
  ).split(" "),
);

/**
 * The language in which an item at `from` … `to` is said: in a reply in Mandarin an English sentence has English numbers,
 * the name of a product has not; and the other way round.
 */
export function languageAt(text: string, from: number, to: number, language: Language): Language {
  if (han.test(text.slice(from, to))) return "zh-TW";
  const left = text.slice(Math.max(0, from - 120), from);
  const right = text.slice(to, to + 120);
  if (language === "en") {
    const before = left.trimEnd().at(-1) ?? "";
    const after = right.trimStart()[0] ?? "";
    const isLetter = (character: string) => /[A-Za-z]/.test(character);
    const besideHan = han.test(before) || han.test(after);
    return besideHan && !isLetter(before) && !isLetter(after) ? "zh-TW" : "en";
  }
  // The run without hanzi in which the item stands.
  const run = `${tail(left)} ${head(right)}`;
  const words = run.match(latinWord) ?? [];
  const isSentence = words.length >= 2 && words.some((word) => functionWords.has(word.toLowerCase()));
  return isSentence ? "en" : "zh-TW";
}

function tail(text: string): string {
  const characters = [...text];
  const at = characters.findLastIndex((each, index) => ends(each, characters[index + 1] ?? ""));
  return characters.slice(at + 1).join("");
}

function head(text: string): string {
  const characters = [...text];
  const at = characters.findIndex((each, index) => ends(each, characters[index + 1] ?? " "));
  return (at < 0 ? characters : characters.slice(0, at)).join("");
}

const ends = (character: string, next: string) =>
  han.test(character) || /[，、：（「『」』）]/u.test(character) || clauseEnd.test(character + next);
