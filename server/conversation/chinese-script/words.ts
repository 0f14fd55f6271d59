let segmenter: Intl.Segmenter | null = null;

/** Whether `text` begins and ends where words do, as the dictionary of ICU cuts `before + text + after`. */
export function areWholeWords(before: string, text: string, after: string): boolean {
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  const borders = new Set([before.length + text.length + after.length]);
  for (const { index } of segmenter.segment(before + text + after)) borders.add(index);
  return borders.has(before.length) && borders.has(before.length + text.length);
}
