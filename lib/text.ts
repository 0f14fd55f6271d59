import { z } from "zod";

/**
 * Control characters that nobody types: NUL ends a text for programs written in C, ESC controls a terminal. White
 * space is not among them.
 */
const controls = /(?![\t-\r\x85])\p{Cc}/gu;

/**
 * The text as UTF-8 can hold it: each unpaired surrogate, and each control character other than white space, becomes
 * U+FFFD, the replacement character. Everything else stays, ZWJ and marks of direction included.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replace(controls, "\u{FFFD}");
}

/**
 * For every text that comes from outside and is stored, shown or spoken. Not for passwords: each of their code units
 * counts.
 */
export const textSchema = z.string().overwrite(wellFormed);
