import type { Root } from "mdast";

/** A line that begins with a letter or a quotation mark and holds nothing that Markdown could mean. */
const plain = /^(?!https?:|www\.)(?=[\p{L}"'“‘「『（])[^\\`*_~[\]<>|&@\r\n\t\0]*$/iu;
const address = /https?:|www\./iu;
/** A line, and blank ones below it. */
const closedLine = /[^\n]*\n(?:[ \t]*\n)+/y;

/**
 * The plain lines that a text begins with, each with the blank lines below it, and its tree: whatever follows, they are
 * paragraphs of their own.
 */
export function plainLinesOf(source: string): { piece: string; tree: Root }[] {
  const found: { piece: string; tree: Root }[] = [];
  // The parser drops a byte order mark at the beginning of what it is given.
  if (source.includes("\uFEFF")) return found;
  closedLine.lastIndex = 0;
  for (;;) {
    const piece = closedLine.exec(source)?.[0];
    const tree = piece === undefined ? null : parsePlainLine(piece.slice(0, piece.indexOf("\n")));
    if (piece === undefined || tree === null) return found;
    found.push({ piece, tree });
  }
}

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
  const lines = source.split("\n");
  const end = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, offset: source.length };
  const text = { type: "text" as const, value, position: { start: point(0), end: point(value.length) } };
  return {
    type: "root",
    children: [{ type: "paragraph", children: [text], position: { start: point(0), end: point(line.length) } }],
    position: { start: point(0), end },
  };
}
