import { Converter } from "opencc-js/t2cn";
import { pinyin } from "pinyin-pro";
import type { Language } from "../languages";
import { englishNumberAt, hanNumber, hanNumberCharacters } from "./number-values";

/**
 * The smallest sound that is compared: a syllable in toneless pinyin, a letter of a Latin word, a digit of a number, or a
 * month's name.
 */
export interface SpokenToken {
  kind: "syllable" | "letter" | "digit" | "month";
  key: string;
  /** The word or number it belongs to, as a range of the text. */
  from: number;
  to: number;
  /** The Han character in Simplified script, or the word in lower case. */
  word: string;
}

/** A token before numbers are cut into digits and words into letters. */
type Item = { from: number; to: number } & (
  | { kind: "han"; character: string; key: string }
  | { kind: "word"; word: string }
  | { kind: "number"; digits: string }
  | { kind: "month"; month: number }
);

/** Tokens of a text as it is said: script, tones, case, marks, contractions and the way numbers and days are written don't count. */
export function spokenTokens(text: string, language: Language): SpokenToken[] {
  const items = language === "en" ? englishDates(englishItems(inHalfWidth(text))) : mandarinDates(mandarinItems(text));
  return items.flatMap(tokensOf);
}

function tokensOf(item: Item): SpokenToken[] {
  const { from, to } = item;
  switch (item.kind) {
    case "han":
      return [{ kind: "syllable", key: item.key, from, to, word: item.character }];
    case "month":
      return [{ kind: "month", key: `month ${item.month}`, from, to, word: `month ${item.month}` }];
    case "number":
      return [...item.digits].map((key) => ({ kind: "digit", key, from, to, word: item.digits }));
    case "word":
      return [...item.word].map((key) => ({ kind: "letter", key, from, to, word: item.word }));
  }
}

/** As many characters as before, so that ranges of it are ranges of the text. */
const inHalfWidth = (text: string) =>
  text.replace(/[！-～]/gu, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0)).replace(/[’‘ʼ]/gu, "'");

const plainLetters = (word: string) =>
  word
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}|['’-]/gu, "");

/** What the short forms stand for; the rest of a word with an apostrophe is a possessive or a name. */
const contractions: [RegExp, string][] = [
  [/^won'?t$/, "will not"],
  [/^can'?t$/, "can not"],
  [/^cannot$/, "can not"],
  [/^shan't$/, "shall not"],
  [/^(ai|are|could|did|do|does|had|has|have|is|must|need|should|was|were|would)n't$/, "$1 not"],
  [/^(are|could|did|do|does|has|have|is|should|was|were|would)nt$/, "$1 not"],
  [/^i'?m$/, "i am"],
  [/^(i|you|we|they|he|she|it|that|there|who|what|today)'(ll)$/, "$1 will"],
  [/^(i|you|we|they)'ve$/, "$1 have"],
  [/^(you|we|they)'re$/, "$1 are"],
  [/^(i|you|we|they|he|she)'d$/, "$1 would"],
  [/^(he|she|it|that|there|what|who|today)'s$/, "$1 is"],
];

const monthNames = "january february march april may june july august september october november december".split(" ");
const shortMonths = "jan feb mar apr may jun jul aug sept oct nov dec".split(" ");
/** 1–12; 0 for any other word. */
const monthOf = (word: string) => Math.max(monthNames.indexOf(word), shortMonths.indexOf(word)) + 1;

interface RawWord {
  word: string;
  from: number;
  to: number;
}

function englishItems(text: string): Item[] {
  const words: RawWord[] = [];
  for (const match of text.matchAll(
    /\d+(?:,\d{3})+|\d+(?:st|nd|rd|th)?|[\p{Script=Latin}\p{M}]+(?:'\p{L}+)*|[\u3400-\u9fff]/giu,
  )) {
    const raw = match[0].toLowerCase().replace(/(?<=\d),/g, "");
    const range = { from: match.index, to: match.index + match[0].length };
    const expanded = contractions.reduce((word, [short, long]) => word.replace(short, long), raw);
    for (const word of expanded.split(" ")) words.push({ word: plainLetters(word), ...range });
  }
  const texts = words.map(({ word }) => word);
  const items: Item[] = [];
  for (let at = 0; at < words.length; at++) {
    const { word, from, to } = words[at] as RawWord;
    const number = englishNumberAt(texts, at);
    if (number) {
      const last = words[at + number.length - 1] as RawWord;
      items.push({ kind: "number", digits: String(number.value), from, to: last.to });
      at += number.length - 1;
    } else if (monthOf(word) > 0) items.push({ kind: "month", month: monthOf(word), from, to });
    else if (word !== "") items.push({ kind: "word", word, from, to });
  }
  return items;
}

const isWord = (item: Item | undefined, word: string) => item?.kind === "word" && item.word === word;
const isNumber = (item: Item | undefined, max: number): item is Extract<Item, { kind: "number" }> =>
  item?.kind === "number" && Number(item.digits) <= max;

/** "the 29th of November 2026" and "11/29/2026" become November 29 2026, as the sentence has it. */
function englishDates(items: Item[]): Item[] {
  const out: Item[] = [];
  for (let at = 0; at < items.length; at++) {
    const the = isWord(items[at], "the") ? 1 : 0;
    const day = items[at + the];
    const of = isWord(items[at + the + 1], "of") ? 1 : 0;
    const month = items[at + the + 1 + of];
    const isDayFirst = isNumber(day, 31) && month?.kind === "month" && !isNumber(items[at + the + of + 2], 31);
    if (isDayFirst) {
      out.push(month, day);
      at += the + of + 1;
      continue;
    }
    // "November the 29th"
    if (items[at]?.kind === "month" && isWord(items[at + 1], "the") && isNumber(items[at + 2], 31)) {
      out.push(items[at] as Item, items[at + 2] as Item);
      at += 2;
      continue;
    }
    const joined = dayAndYear(items[at - 1], items[at]);
    if (joined) {
      out.push(...joined);
      continue;
    }
    const written = numericDate(items.slice(at, at + 3));
    if (written) {
      const { year, month: monthNumber, day: dayNumber } = written;
      out.push({ ...monthNumber, kind: "month", month: Number(monthNumber.digits) }, dayNumber, year);
      at += 2;
      continue;
    }
    out.push(items[at] as Item);
  }
  return out;
}

type NumberItem = Extract<Item, { kind: "number" }>;

/** "November thirty two thousand twenty six" is the 30th of 2026, not 32,026. */
function dayAndYear(month: Item | undefined, item: Item | undefined): [NumberItem, NumberItem] | null {
  const digits = month?.kind === "month" && item?.kind === "number" ? item.digits : "";
  const [, tens, year] = /^([23])2(\d{3})$/.exec(digits) ?? [];
  if (item?.kind !== "number" || year === undefined) return null;
  return [
    { ...item, digits: `${tens}0` },
    { ...item, digits: `2${year}` },
  ];
}

/** Year-month-day or month-day-year (day-month-year where nothing else is possible) in numbers alone. */
function numericDate([a, b, c]: Item[]): { year: NumberItem; month: NumberItem; day: NumberItem } | null {
  if (a?.kind !== "number" || b?.kind !== "number" || c?.kind !== "number") return null;
  // One mark between them: "2026-11-29", not numbers that happen to follow each other.
  if (b.from - a.to !== 1 || c.from - b.to !== 1) return null;
  const isYear = ({ digits }: NumberItem) => digits.length === 4;
  const fits = (month: NumberItem, day: NumberItem) => isNumber(month, 12) && isNumber(day, 31);
  if (isYear(a) && fits(b, c)) return { year: a, month: b, day: c };
  if (isYear(c) && fits(a, b)) return { year: c, month: a, day: b };
  if (isYear(c) && fits(b, a)) return { year: c, month: b, day: a };
  return null;
}

const toSimplified = Converter({ from: "tw", to: "cn" });

/** Character by character where a phrase would change the length. */
function simplified(han: string): string {
  const whole = toSimplified(han);
  return whole.length === han.length ? whole : [...han].map((character) => toSimplified(character)).join("");
}

function mandarinItems(text: string): Item[] {
  const plain = inHalfWidth(text);
  return [...plain.matchAll(/[〇\u3400-\u9fff]+|[\p{Script=Latin}\p{M}]+(?:'\p{L}+)*|\d+/gu)].flatMap((match) => {
    const [run] = match;
    const range = { from: match.index, to: match.index + run.length };
    if (/^\d/.test(run)) return [{ kind: "number", digits: run, ...range } as const];
    if (!/[〇\u3400-\u9fff]/.test(run)) return [{ kind: "word", word: plainLetters(run), ...range } as const];
    return hanItems(simplified(run), match.index);
  });
}

const hanNumberRun = new RegExp(`[${hanNumberCharacters}]+`, "gu");

function hanItems(run: string, start: number): Item[] {
  const readings = pinyin(run, { type: "array", toneType: "none", v: true });
  const items: Item[] = [];
  let at = 0;
  const syllablesUpTo = (end: number) => {
    for (; at < end; at++) {
      const character = run.charAt(at);
      const key = readings[at] ?? character;
      items.push({ kind: "han", character, key, from: start + at, to: start + at + 1 });
    }
  };
  for (const number of run.matchAll(hanNumberRun)) {
    const end = number.index + number[0].length;
    syllablesUpTo(number.index);
    items.push({ kind: "number", digits: hanNumber(number[0]), from: start + at, to: start + end });
    at = end;
  }
  syllablesUpTo(run.length);
  return items;
}

const isHan = (item: Item | undefined, characters: string) =>
  item?.kind === "han" && characters.includes(item.character);

/** 2026/11/29, 民國一一五年 and 29號 become 2026年11月29日, as the sentence has it. */
function mandarinDates(items: Item[]): Item[] {
  const out: Item[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    const next = items[at + 1];
    const written = numericDate(items.slice(at, at + 3));
    if (written) {
      const { year, month, day } = written;
      out.push(year, sign("年", "nian", year), month, sign("月", "yue", month), day, sign("日", "ri", day));
      at += 2;
    } else if (isHan(item, "民") && isHan(next, "国") && isNumber(items[at + 2], 200) && isHan(items[at + 3], "年")) {
      const years = items[at + 2] as NumberItem;
      out.push({ ...years, digits: String(Number(years.digits) + 1_911) });
      at += 2;
    } else if (isHan(item, "西公") && isHan(next, "元") && items[at + 2]?.kind === "number") at += 1;
    else if (item.kind === "han" && item.character === "号" && out.at(-1)?.kind === "number") {
      out.push({ ...item, character: "日", key: "ri" });
    } else out.push(item);
  }
  return out;
}

const sign = (character: string, key: string, { to }: Item): Item => ({ kind: "han", character, key, from: to, to });
