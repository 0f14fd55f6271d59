import { z } from "zod";

/** Control characters that nobody types: NUL ends the text for programs written in C, ESC commands a terminal. White space is kept. */
const controls = /(?![\t-\r\x85])\p{Cc}/gu;

/**
 * The text as UTF-8 can hold it: each half of a character without its other half, and each control character other than white
 * space, becomes U+FFFD, the mark for what could not be kept. Everything else stays, ZWJ and the marks of direction too.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replace(controls, "\u{FFFD}");
}

/** For every text that comes from outside and is kept, shown or said. Passwords are not text: each of their units counts. */
export const textSchema = z.string().overwrite(wellFormed);
