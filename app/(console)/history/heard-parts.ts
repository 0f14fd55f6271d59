import type { Replacement } from "@/lib/lexicon";
import { markedParts, type TextPart } from "./search";

/** A stretch of what a person said. */
export interface HeardPart {
  /** Where it begins in the text. */
  from: number;
  /** What was first heard there, where the lexicon changed it. */
  original: string | null;
  /** Its words, those of a search marked. */
  parts: TextPart[];
}

/** A text cut where the lexicon changed it. Searched words are marked also where only a part of them was changed. */
export function heardParts(text: string, replacements: readonly Replacement[], terms: string[]): HeardPart[] {
  const marked = markedParts(text, terms);
  const stretches: HeardPart[] = [];
  let at = 0;
  const cutTo = (to: number, original: string | null) => {
    if (to > at) stretches.push({ from: at, original, parts: partsWithin(marked, at, to) });
    at = Math.max(at, to);
  };
  for (const { from, to, original } of replacements) {
    cutTo(from, null);
    cutTo(to, original);
  }
  cutTo(text.length, null);
  return stretches;
}

function partsWithin(parts: readonly TextPart[], from: number, to: number): TextPart[] {
  let end = 0;
  return parts.flatMap((part) => {
    const begin = end;
    end += part.text.length;
    const text = part.text.slice(Math.max(0, from - begin), Math.max(0, to - begin));
    return text === "" ? [] : [{ ...part, text }];
  });
}
