import { fillIn, type Sentence, type SentenceValues, sentence } from "../words/sentence";

/**
 * What zod is given for a value that is refused: the English text, and the sentence for the terminal. Of zod's checks only
 * `refine` and `custom` pass the sentence on; a text without values is a sentence of its own.
 */
export function problem(text: string, values: SentenceValues = {}) {
  const said = sentence(text, values);
  return { error: fillIn(said), params: { sentence: said } };
}

/** The sentence of a refused value. */
export function problemOf(issue: { message: string; params?: Record<string, unknown> | undefined }): Sentence {
  return (issue.params?.sentence as Sentence | undefined) ?? sentence(issue.message);
}
