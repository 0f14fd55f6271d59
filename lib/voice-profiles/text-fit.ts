import leven from "leven";

/**
 * Character error rate between what is said to be in a recording and what our recogniser heard in it: the edit distance
 * over the length of the text, letters and digits alone. Null where one of the two is empty.
 */
export function textCer(text: string, heard: string): number | null {
  const [said, got] = [charactersOf(text), charactersOf(heard)];
  if (said.length === 0 || got.length === 0) return null;
  return leven(said, got) / said.length;
}

/** The text without marks, spaces and case, in one width. */
function charactersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
