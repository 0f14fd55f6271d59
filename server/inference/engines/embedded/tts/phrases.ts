/** Longer phrases are cut: a model call stays short enough to be cancelled, and inside Kokoro's 509 phonemes. */
const maxPhraseChars = { en: 160, "zh-TW": 50 } as const;
const strongMarks = /(?<=[.!?;。！？；…])\s*/u;
const weakMarks = /(?<=[,:，、：—])\s*/u;

/** Cuts text into phrases that can be spoken one after another, at sentence marks, else at commas, else at spaces, else anywhere. */
export function phrasesOf(text: string, language: keyof typeof maxPhraseChars): string[] {
  const limit = maxPhraseChars[language];
  return packed(cut(text.trim(), limit, [strongMarks, weakMarks, /(?<=\s)/u, /(?:)/u]), limit);
}

function cut(text: string, limit: number, separators: readonly RegExp[]): string[] {
  const [separator, ...finer] = separators;
  if (text.length <= limit || !separator) return [text];
  return packed(text.split(separator).filter(Boolean), limit).flatMap((part) => cut(part, limit, finer));
}

/** Joins neighbours again while they fit. */
function packed(parts: readonly string[], limit: number): string[] {
  const out: string[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    const gap = last && /[\x21-\x7e]$/.test(last) && /^[\x21-\x7e]/.test(part) && /[,.!?;:]$/.test(last) ? " " : "";
    if (last !== undefined && last.length + part.length < limit) out[out.length - 1] = `${last}${gap}${part}`;
    else out.push(part);
  }
  return out;
}
