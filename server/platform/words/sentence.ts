/**
 * A sentence for the person at the terminal: English, in which `{name}` stands for a value, so that the terminal can say
 * it in its own language (server/tools/words). The log and programs get the English.
 */
export interface Sentence {
  readonly text: string;
  readonly values: SentenceValues;
}

export type SentenceValues = Readonly<Record<string, string | number | Sentence>>;

export const sentence = (text: string, values: SentenceValues = {}): Sentence => ({ text, values });

/** The sentence with its values; in English, unless `wordsOf` has the words of another language for an English text. */
export function fillIn({ text, values }: Sentence, wordsOf: (text: string) => string = (same) => same): string {
  return wordsOf(text).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return typeof value === "object" ? fillIn(value, wordsOf) : String(value);
  });
}

/** An error for the person at the terminal, a line for each sentence. Its message is English. */
export class ExplainedError extends Error {
  constructor(
    readonly sentences: readonly Sentence[],
    options?: ErrorOptions,
  ) {
    super(sentences.map((each) => fillIn(each)).join("\n"), options);
  }
}

/** An error of one sentence. */
export const explained = (text: string, values?: SentenceValues, options?: ErrorOptions) =>
  new ExplainedError([sentence(text, values)], options);
