import type { Root } from "mdast";

/** A line that begins with a letter or a quotation mark and holds nothing that Markdown could mean. */
const plain = /^(?!https?:|www\.)(?=[\p{L}"'“‘「『（])[^\\`*_~[\]<>|&@\r\n\t\0]*$/iu;
const address = /https?:|www\./iu;

/**
 * The tree of a text that is one line without any mark of Markdown, as the parser would build it; null for any other
 * text. Most of what a model writes is such a line, and it is parsed again with every few characters: the parser takes
 * about 0.3 ms each time, this takes microseconds.
 */
export function parsePlainLine(source: string): Root | null {
  const line = source.replace(/\n[ \n]*$/, "");
  const value = line.replace(/ +$/, "");
  if (!plain.test(value) || address.test(value)) return null;
  const point = (offset: number) => ({ line: 1, column: offset + 1, offset });
  const from = point(0);
  const lines = source.split("\n");
  const end = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, offset: source.length };
  const text = { type: "text" as const, value, position: { start: from, end: point(value.length) } };
  return {
    type: "root",
    children: [{ type: "paragraph", children: [text], position: { start: from, end: point(line.length) } }],
    position: { start: from, end },
  };
}
