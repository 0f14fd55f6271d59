import { z } from "zod";

/**
 * Control characters that nobody types: NUL ends a text for programs written in C, ESC controls a terminal. White
 * space is not among them.
 */
const controls = /(?![\t-\r\x85])\p{Cc}/gu;

/**
 * The text with U+FFFD, the replacement character, for each unpaired surrogate, which UTF-8 can't hold, and for each
 * control character other than white space. Everything else stays, ZWJ and marks of direction included.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replace(controls, "\u{FFFD}");
}

/**
 * Every text from outside that is stored, shown or spoken. Passwords are not parsed by it: each of their code units
 * counts.
 */
export const textSchema = z.string().overwrite(wellFormed);
