/** How the terminal is spoken to; main gives it, because the words are those of the commands (server/tools/words). */
export interface Terminal {
  /** The sentence in the terminal's language; `{name}` stands for a value. */
  say(text: string, values?: Readonly<Record<string, string | number>>): string;
  /** How many columns a text takes: Chinese characters take two. */
  displayWidth(text: string): number;
}
