import { z } from "zod";
import { languageSchema } from "./languages";
import { textSchema } from "./text";

/** `heard`: what recognisers write → what was meant. `said`: what is written → how it is said. */
export const lexiconKinds = ["heard", "said"] as const;
export type LexiconKind = (typeof lexiconKinds)[number];

/** The longest side of an entry, in characters. */
export const longestLexiconText = 60;

const side = textSchema.trim().min(1).max(longestLexiconText);

/** An entry as an administrator writes it. */
export const lexiconEntrySchema = z.object({
  kind: z.enum(lexiconKinds),
  language: languageSchema,
  written: side,
  becomes: side,
  /** Zhuyin or pinyin with tones, one syllable a character of `becomes`; only for kind `said` in Chinese. */
  pronunciation: textSchema.trim().max(200).nullable().default(null),
});
export type LexiconEntry = z.infer<typeof lexiconEntrySchema>;

/** One version of the house's lexicon. */
export interface Lexicon {
  /** 0: the empty one. */
  version: number;
  entries: readonly LexiconEntry[];
}
export const emptyLexicon: Lexicon = { version: 0, entries: [] };

/**
 * One place that the lexicon changed, in UTF-16 code units. Kind `heard`: [from, to) is in the text after the change,
 * `original` is what was first heard there. Kind `said`: [from, to) is in the written reply, `original` what is written,
 * `becomes` what the voice says.
 */
export const replacementSchema = z.object({
  from: z.number().int().nonnegative(),
  to: z.number().int().nonnegative(),
  original: z.string(),
  becomes: z.string(),
  pronunciation: z.string().nullish(),
});
export type Replacement = z.infer<typeof replacementSchema>;

/** The most entries that the house keeps: each turn looks for all of them. */
export const mostLexiconEntries = 5_000;

/** What makes an entry one and the same: a lexicon holds each key once. Letters in either case are the same. */
export interface LexiconKey extends Pick<LexiconEntry, "kind" | "language" | "written"> {}

/** The key as one string, to compare. */
export function lexiconKeyOf({ kind, language, written }: LexiconKey): string {
  return `${kind} ${language} ${written.toLowerCase()}`;
}

/** What was replaced in words that were heard; none where somebody corrected them since: places may be others now. */
export function fittingReplacements(text: string, replacements: readonly Replacement[]): readonly Replacement[] {
  return replacements.every(({ from, to, becomes }) => text.slice(from, to) === becomes) ? replacements : [];
}
