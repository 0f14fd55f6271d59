import { sentenceEndAt } from "../../../lib/speech-text/sentence-ends";
import { maxSegmentWidth, mayBeLongerThanSegment } from "./segment-boundary";

/** A sentence that is cut by its length is looked at again after this many characters. */
const lengthStepChars = 30;
/** So far before what is new a mark may stand that only the new characters decide: closing marks and spaces between. */
const lookBehindChars = 12;
/** What is looked at before a mark: abbreviations, addresses, an open quotation. */
const contextChars = 300;
const mark = /[.。！？；!?…\n]/u;
/** Markup that hides from a mark what follows it. */
const markup = /[\x60~>|]/u;
/** The last character of a mark that ends a thought: what was said of it is taken back at once. */
const endOfThought = /[>\]▷]/u;

/**
 * True when a sentence of `text`, or a thought, may have ended within its last `unreadChars` characters, or when what
 * follows `cutAt`, the end of the last segment, is too long for one. Finding out for certain means parsing the reply's
 * Markdown, which costs more than all else that is done with a token.
 */
export function mayEndSegment(text: string, unreadChars: number, cutAt: number): boolean {
  const readTo = text.length - unreadChars;
  if (endOfThought.test(text.slice(readTo))) return true;
  if (unreadChars >= lengthStepChars && mayBeLongerThanSegment(text.slice(cutAt, cutAt + maxSegmentWidth))) return true;
  const from = Math.max(0, readTo - lookBehindChars - contextChars);
  const recent = text.slice(from);
  for (let at = Math.max(0, readTo - lookBehindChars - from); at < recent.length; at++) {
    if (mark.test(recent[at] ?? "") && isEndNow(recent, at, readTo - from)) return true;
  }
  return false;
}

/** True when the mark at `at` ends a sentence, and that was not known yet when the text was read up to `readTo`. */
function isEndNow(text: string, at: number, readTo: number): boolean {
  if (markup.test(text[at + 1] ?? "")) return at + 1 >= readTo;
  const end = sentenceEndAt(text, at, false);
  if (typeof end !== "number") return false;
  if (!/[.…\n]/u.test(text[at] ?? "")) return at >= readTo;
  // White space at the end of a Markdown text is nothing yet.
  return text.slice(end, readTo).trim() === "" && text.slice(end).trim() !== "";
}

/** So many characters of a table are added at most before the reply is read again. */
const maxTableChars = 4_000;

/** True when what was added to a table is rows of the same one, which has been announced. */
export const areRowsOfTable = (added: string): boolean =>
  added.length < maxTableChars && /^[^\n]*(?:\n[ \t]{0,3}\|[^\n]*)*\n?$/.test(added);
