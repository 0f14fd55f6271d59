import { nextVisible, pauseEndAt, sentenceEndAt } from "../../../lib/speech-text/sentence-ends";
import { type Span, unbreakable } from "./spoken-forms/written-items";

/** Text is measured in the time it takes to say it: an English word counts 2, a hanzi 1. */
const limits = {
  /** A first segment may end at a comma after this: two words, four hanzi. */
  firstAtComma: 4,
  /** … before a conjunction: four words. */
  firstAtConjunction: 8,
  /** … before a Chinese connective: ten hanzi. */
  firstAtConnective: 10,
  /** … before a preposition or the like: six words. */
  firstAtFunctionWord: 12,
  /** … after a Chinese particle. */
  firstAtParticle: 14,
  /** … between any two words: ten words. */
  firstAnywhere: 20,
  /** A first sentence shorter than this is joined with the next: synthesisers stumble over a single hanzi. */
  firstSentence: 2,
  /** Later sentences shorter than this are joined with the next, because each segment costs a call. */
  laterSentence: 4,
} as const;

/** The longest segment, where a hanzi counts 3 characters: some 15 s of speech, which every synthesiser takes. */
export const maxSegmentWidth = 200;

const han = /\p{Script=Han}/u;
const wordCharacter = /[\p{L}\p{N}]/u;
const digit = /\p{Nd}/u;
const space = /\s/;

const conjunctions = new Set(
  "and but because so which that who or when if while where although since unless until".split(" "),
);
const functionWords = new Set(
  "in on at for with to from by about as into like through between after before during without over under than".split(
    " ",
  ),
);
const connectives =
  "因為 因为 但是 所以 而且 如果 不過 不过 然後 然后 以及 或者 並且 并且 還有 还有 可以 例如 比如 包括 因此 雖然 虽然".split(
    " ",
  );
const particles = new Set("的了是在到有會会");

const widthOf = (character: string): number => (han.test(character) || digit.test(character) ? 3 : 1);

/** The first character beyond ASCII that may be a digit or a hanzi: Arabic's zero. */
const firstWide = 0x660;

/** False when `text` is shorter than a segment may be; asked with each token, so it takes characters for the widest. */
export function mayBeLongerThanSegment(text: string): boolean {
  if (3 * text.length < maxSegmentWidth) return false;
  let width = 0;
  for (let at = 0; at < text.length && width < maxSegmentWidth; at++) {
    const code = text.charCodeAt(at);
    width += code >= firstWide || (code >= 48 && code <= 57) ? 3 : 1;
  }
  return width >= maxSegmentWidth;
}

export interface BoundaryOptions {
  /** The first segment of a reply is short, so that speech starts early; later ones are sentences. */
  isFirst: boolean;
  /** Nothing follows the text. */
  atEnd: boolean;
}

/**
 * The end of the first segment of `text`: an index after its marks and closing quotes. Null: there is no end yet, or
 * only the text that follows can tell. A segment is not held back for a second mark: the "!" of "?!" may begin the next
 * one. A segment contains a letter or a digit. We use no sentence splitter because those split complete texts into
 * whole sentences; a first segment is cut early, while the text still grows.
 */
export function findSegmentEnd(text: string, { isFirst, atEnd }: BoundaryOptions): number | null {
  let size = 0;
  let width = 0;
  let lastPause: number | null = null;
  let lastSpace: number | null = null;
  let character: string;
  // Marks before the first word end nothing.
  const firstSound = text.search(wordCharacter);
  const items = firstSound < 0 ? [] : itemsFrom(text, firstSound);
  const isInItem = (end: number) => items.some(({ from, to }) => from < end && end < to);
  for (let at = firstSound < 0 ? text.length : firstSound; at < text.length; at += character.length) {
    character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const isHan = han.test(character);
    if (isHan) size += 1;
    else if (wordCharacter.test(character) && !isInsideWord(text, at)) size += 2;
    width += widthOf(character);

    const end = sentenceEndAt(text, at, atEnd);
    if (end === "unknown") return null;
    if (end !== null && !isInItem(end) && size >= (isFirst ? limits.firstSentence : limits.laterSentence)) return end;

    const pause = end === null ? pauseEndAt(text, at, atEnd) : end;
    if (pause === "unknown") return null;
    if (pause !== null && size > 0 && !isInItem(pause)) {
      if (!atEnd && mayGoOn(text, at, pause)) return null;
      if (isFirst && size >= limits.firstAtComma) return pause;
      lastPause = pause;
    }
    if (isFirst) {
      const natural = naturalBreak(text, at, size, atEnd);
      if (natural === "unknown") return null;
      if (natural && !isInItem(at + 1)) return at + 1;
    }
    if (space.test(character) && size > 0 && !isInItem(at)) lastSpace = at;
    if (width >= maxSegmentWidth && size > 0) {
      const next = at + character.length;
      // An item that is longer than a segment is cut after all.
      const item = items.find(({ from, to }) => from > firstSound && from < next && next < to);
      return lastPause ?? lastSpace ?? item?.from ?? next;
    }
  }
  return null;
}

/** What must stay whole in the part of the text in which the segment ends. */
function itemsFrom(text: string, firstSound: number): Span[] {
  const from = Math.max(0, firstSound - 8);
  const part = text.slice(from, firstSound + 2 * maxSegmentWidth);
  if (!digit.test(part)) return [];
  return unbreakable(part).map((span) => ({ from: span.from + from, to: span.to + from }));
}

/** "March 3, " may go on with a year, "12：" with minutes: only the next word can tell. */
function mayGoOn(text: string, mark: number, end: number): boolean {
  return (
    digit.test(text[mark - 1] ?? "") && !/^\s*[^\s，。！？；：、]+[\s，。！？；：、]/u.test(text.slice(end, end + 40))
  );
}

/**
 * True when the character at `at` is inside a word: "don't", "3.14", "1,000", "10:30" and "example.com/a" are one word
 * each.
 */
const isInsideWord = (text: string, at: number) => {
  const before = text.slice(Math.max(0, at - 2), at).replace(han, " ");
  return /[\p{L}\p{N}]$/u.test(before) || /[\p{L}\p{N}][.,:'’/@_-]$/u.test(before);
};

/** True when a first segment of `size` may end after `at` although no mark stands there. */
function naturalBreak(text: string, at: number, size: number, atEnd: boolean): boolean | "unknown" {
  const character = text[at] as string;
  const next = text[at + 1];
  if (han.test(character)) {
    if (size < limits.firstAtConnective) return false;
    if (next === undefined) return atEnd ? false : "unknown";
    if (!han.test(next)) return false;
    const ahead = text.slice(at + 1, at + 3);
    if (ahead.length < 2 && !atEnd && connectives.some((word) => word.startsWith(ahead))) return "unknown";
    return connectives.includes(ahead) || (size >= limits.firstAtParticle && particles.has(character));
  }
  if (next === undefined || !space.test(next) || size < limits.firstAtConjunction) return false;
  if (!wordCharacter.test(character)) return false;
  const match = /^\s+([\p{L}\p{N}'’]+)/u.exec(text.slice(at + 1));
  if (!match) return nextVisible(text, at + 1) === null && !atEnd ? "unknown" : false;
  const following = text[at + 1 + match[0].length];
  if (following === undefined && !atEnd) return "unknown";
  // "I think so." ends here anyway.
  if (following === undefined || !space.test(following)) return false;
  const word = (match[1] as string).toLowerCase();
  if (conjunctions.has(word)) return true;
  return size >= limits.firstAnywhere || (size >= limits.firstAtFunctionWord && functionWords.has(word));
}
