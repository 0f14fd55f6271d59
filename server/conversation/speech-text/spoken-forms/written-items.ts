import { amounts, plainNumber, restOfDigits } from "./amounts";
import { datesAndTimes } from "./dates-and-times";
import { codes, identifiers } from "./identifiers";
import { findAll } from "./recogniser";
import { symbols } from "./symbols";
import type { FoundItem } from "./written-item";

const [address, email, host, file, ip, ...names] = identifiers;
const recognisers = [
  address,
  email,
  host,
  file,
  ip,
  ...datesAndTimes,
  ...names,
  ...amounts,
  ...symbols,
  codes,
  plainNumber,
  restOfDigits,
].filter((each) => each !== undefined);
const fullWidth = /[０-９Ａ-Ｚａ-ｚ．％＄＋－／＠＆＃＝＜＞＊＾＿￥\u3000]/gu;

/** Full-width letters, digits and signs in half width; every index stays what it was. */
export const inHalfWidth = (text: string): string =>
  text.replace(fullWidth, (character) =>
    character === "\u3000" ? " " : character === "￥" ? "¥" : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );

/** A place inside of which a text must not be cut. */
export interface Span {
  from: number;
  to: number;
}

const rangeMark = /^\s?[-–—~～〜至到]\s?$/u;
const counted = /^\s?\p{Script=Han}/u;

/**
 * The spans of what is said as one: each item with the character that it counts (2026 年), the two ends of a range
 * together. Indices are those of the text as it is.
 */
export function unbreakable(text: string): Span[] {
  const plain = inHalfWidth(text);
  const spans: Span[] = [];
  for (const { from, to } of writtenItems(plain)) {
    const end = to + (counted.exec(plain.slice(to, to + 2))?.[0].length ?? 0);
    const last = spans.at(-1);
    if (last && (from <= last.to || rangeMark.test(plain.slice(last.to, from)))) last.to = Math.max(last.to, end);
    else spans.push({ from, to: end });
  }
  return spans;
}

/** Words and marks alone, without a host or a file. In most segments there is nothing to be found, by some 80 patterns. */
const onlyWords =
  /^(?![\s\S]*www\.)(?:[\p{Script=Latin}\p{Script=Han}\p{M}\s,;:!?'"’‘“”()…—–，。！？；：、「」『』（）《》〈〉-]|\.(?![\p{L}\d]))*$/iu;

/** The numbers, dates, addresses and signs of a text in half-width characters that are said otherwise than written. */
export const writtenItems = (text: string): FoundItem[] => (onlyWords.test(text) ? [] : findAll(text, recognisers));
