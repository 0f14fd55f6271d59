export const sentenceParts = ["consent", "name", "purpose", "date", "random"] as const;
/** What a piece of the sentence says; each must have been heard. */
export type SentencePart = (typeof sentenceParts)[number];
