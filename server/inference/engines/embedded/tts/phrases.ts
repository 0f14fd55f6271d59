import { pauseEndAt, sentenceEndAt, type TextEnd } from "../../../../../lib/speech-text/sentence-ends";

/** Longer phrases are cut: a model call stays short enough to be cancelled, and inside Kokoro's 509 phonemes. */
const maxPhraseChars = { en: 160, "zh-TW": 50 } as const;

type Cutter = (text: string) => string[];

const after =
  (endAt: (text: string, at: number, atEnd: boolean) => TextEnd): Cutter =>
  (text) => {
    const parts: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const end = endAt(text, at, true);
      if (typeof end !== "number") continue;
      parts.push(text.slice(start, end));
      start = end;
      at = end - 1;
    }
    return [...parts, text.slice(start)];
  };
const cutters: Cutter[] = [
  after(sentenceEndAt),
  after(pauseEndAt),
  (text) => text.split(/(?<=\s)(?=\S)/u),
  (text) => [...text],
];

/**
 * Cuts text into phrases that can be spoken one after another, at sentence ends, else at pauses, else at spaces, else
 * anywhere.
 */
export function phrasesOf(text: string, language: keyof typeof maxPhraseChars): string[] {
  const limit = maxPhraseChars[language];
  return packed(cut(text.trim(), limit, cutters), limit)
    .map((phrase) => phrase.trim())
    .filter(Boolean);
}

function cut(text: string, limit: number, [cutter, ...finer]: readonly Cutter[]): string[] {
  if (text.trim().length <= limit || !cutter) return [text];
  return packed(cutter(text), limit).flatMap((part) => cut(part, limit, finer));
}

/** Joins neighbours again while they fit. */
function packed(parts: readonly string[], limit: number): string[] {
  const out: string[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (last !== undefined && `${last}${part}`.trim().length <= limit) out[out.length - 1] = last + part;
    else out.push(part);
  }
  return out;
}
