/**
 * Where sentences and the pauses inside them end, in English and Mandarin, in a text that may still grow. It is our own
 * because `Intl.Segmenter` ends a sentence after "Dr." and "J.", and needs the whole text.
 * A call reads a limited number of characters around its place; only at the text's last mark may it read more. So
 * calls for every character of a text take time in proportion to its length.
 */

/** An index after the marks and closing quotes. Null: nothing ends here. "unknown": only what follows can tell. */
export type TextEnd = number | null | "unknown";

/** After these a sentence goes on. */
export const neverEnd = new Set(
  "mr mrs ms mx dr prof st gen col sgt rev hon mt ft vs e.g i.e cf approx fig dept est vol pp".split(" "),
);
/** After these a sentence goes on where a small letter follows. */
export const mayEnd = new Set("etc inc ltd co corp jr sr ph.d al".split(" "));
/** After these a sentence goes on where a number follows. */
export const beforeNumber = new Set("no ext jan feb mar apr jun jul aug sep sept oct nov dec".split(" "));

const han = /\p{Script=Han}/u;
const space = /\s/;
const closers = new Set("\"'”’」』】）)]》〉*_");
const openToClose: Record<string, string> = {
  "「": "」",
  "『": "』",
  "（": "）",
  "(": ")",
  "【": "】",
  "《": "》",
  "“": "”",
};
const fullWidthEnds = new Set("。！？；");
const fullWidthPauses = new Set("，、：");
const furtherMarks = new Set("。！？!?…");
const ellipsisMarks = new Set(".…");
/** A text that ends with one of these is finished. `sentenceEndAt` also ends at "；", after which more may follow. */
const finalMarks = new Set(".!?。！？…");

/** The longest run of marks, abbreviation and address that are looked at, in characters: each real one is shorter. */
const maxRun = 64;
const maxAbbreviation = 16;
const maxAddress = 500;

/** The end of the sentence that the mark at `at` closes. `atEnd`: nothing follows the text. */
export function sentenceEndAt(text: string, at: number, atEnd: boolean): TextEnd {
  const mark = text[at] as string;
  if (mark === "\n") return at + 1;
  if (fullWidthEnds.has(mark)) {
    const end = skip(text, at + 1, furtherMarks, closers);
    return end === text.length && !atEnd && isQuoteOpen(text.slice(0, at)) ? "unknown" : end;
  }
  if (mark === "!" || mark === "?") {
    const end = skip(text, at + 1, furtherMarks, closers);
    if (end < text.length) return space.test(text[end] as string) || han.test(text[end] as string) ? end : null;
    return atEnd || !(isQuoteOpen(text.slice(0, at)) || isInAddress(text, at)) ? end : "unknown";
  }
  if (mark === "…" || (mark === "." && text[at + 1] === ".")) return ellipsisEnd(text, at, atEnd);
  return mark === "." && text[at - 1] !== "." ? fullStopEnd(text, at, atEnd) : null;
}

/** The end of the pause that the mark at `at` makes inside a sentence. "1,000" and "10:30" have none. */
export function pauseEndAt(text: string, at: number, atEnd: boolean): TextEnd {
  const mark = text[at] as string;
  if (fullWidthPauses.has(mark)) return at + 1;
  if (mark === "—") return text[at + 1] === "—" ? null : at + 1;
  if (mark !== "," && mark !== ";" && mark !== ":") return null;
  const end = skip(text, at + 1, closers);
  const following = text[end];
  if (following === undefined) return atEnd ? null : "unknown";
  return space.test(following) || han.test(following) ? end : null;
}

/** True when the text's last mark, but for closing quotes and brackets, ends a sentence. */
export function endsSentence(text: string): boolean {
  let at = text.length - 1;
  while (at >= 0 && (space.test(text[at] as string) || closers.has(text[at] as string))) at--;
  return finalMarks.has(text[at] ?? "");
}

/** The first character that is not white space, at `from` or later. */
export function nextVisible(text: string, from: number): string | null {
  const visible = /\S/gu;
  visible.lastIndex = from;
  return visible.exec(text)?.[0] ?? null;
}

/** "Wait... what" goes on; "Wait... What" does not. */
function ellipsisEnd(text: string, at: number, atEnd: boolean): TextEnd {
  if (at > 0 && ellipsisMarks.has(text[at - 1] as string)) return null;
  const end = skip(text, at + 1, ellipsisMarks, closers);
  const next = nextVisible(text, end);
  if (next === null) return atEnd ? end : "unknown";
  return /\p{Lu}/u.test(next) || han.test(next) || next in openToClose ? end : null;
}

function fullStopEnd(text: string, at: number, atEnd: boolean): TextEnd {
  const end = skip(text, at + 1, closers);
  const following = text[end];
  if (following === undefined) return atEnd ? end : "unknown";
  const isListNumber = isNumberOfLine(text, at);
  if (han.test(following)) return isListNumber ? null : end;
  if (!space.test(following)) return null;
  const word = /(?:(?!\p{Script=Han})[\p{L}.])+$/u.exec(text.slice(Math.max(0, at - maxAbbreviation), at))?.[0] ?? "";
  const lower = word.toLowerCase();
  const isInitials = /^(?:\p{Lu}\.)*\p{Lu}$/u.test(word) && word !== "I";
  if (isListNumber || isInitials || neverEnd.has(lower)) return null;
  const isLowerInitials = /^(?:\p{Ll}\.)+\p{Ll}$/u.test(word);
  const mayGoOn = end > at + 1 || isLowerInitials || mayEnd.has(lower);
  const goesOn = beforeNumber.has(lower) ? /\d/ : mayGoOn ? /\p{Ll}/u : null;
  if (!goesOn) return end;
  const next = nextVisible(text, end);
  if (next === null) return atEnd ? end : "unknown";
  return goesOn.test(next) ? null : end;
}

/** True when the full stop at `at` follows the number that a line of a list begins with. */
function isNumberOfLine(text: string, at: number): boolean {
  const from = Math.max(0, at - maxAbbreviation);
  const before = text.slice(from, at);
  return (from === 0 ? /(?:^|\n)\s*\d{1,3}$/ : /\n\s*\d{1,3}$/).test(before);
}

function skip(text: string, from: number, ...sets: Set<string>[]): number {
  let at = from;
  while (at < text.length && at < from + maxRun && sets.some((set) => set.has(text[at] as string))) at++;
  return at;
}

/** A quotation or bracket that began in the text and has not ended. */
function isQuoteOpen(text: string): boolean {
  const expected: string[] = [];
  let straightQuotes = 0;
  for (const character of text) {
    const close = openToClose[character];
    if (close) expected.push(close);
    else if (character === expected.at(-1)) expected.pop();
    else if (character === '"') straightQuotes += 1;
  }
  return expected.length > 0 || straightQuotes % 2 === 1;
}

function isInAddress(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - maxAddress), at);
  return /https?:\/\/|www\./i.test(before.split(/\s/).at(-1) ?? "");
}
