import { z } from "zod";
import { languageSchema } from "./languages";
import { longestLexiconText } from "./lexicon";
import { textSchema } from "./text";

/** What an entry of the lexicon makes a voice say. */
export const lexiconSampleSchema = z.object({
  language: languageSchema,
  becomes: textSchema.trim().min(1).max(longestLexiconText),
  pronunciation: textSchema.trim().max(200).nullable().default(null),
});
export type LexiconSampleRequest = z.output<typeof lexiconSampleSchema>;

/** Where the page hears it. */
export function lexiconSampleUrl({ language, becomes, pronunciation }: LexiconSampleRequest): string {
  const query = new URLSearchParams({ language, becomes, ...(pronunciation && { pronunciation }) });
  return `/api/lexicon/sample?${query}`;
}
