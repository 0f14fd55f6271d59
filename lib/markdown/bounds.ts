/** What is parsed as Markdown; beyond it a text is shown and spoken as it stands. Real replies stay far below. */
export const markdownBounds = {
  /** Characters of one block. */
  blockChars: 12_000,
  /** Lists and quotations inside one another. */
  depth: 12,
  /** Columns of white space before a line. */
  indentation: 48,
  columns: 40,
  /** Cells of one block's tables, counted by their edges. */
  cells: 3_000,
  /** Marks for emphasis, code and links in one block. */
  inlineMarks: 2_000,
  /** Nodes inside one another, in the tree. */
  treeDepth: 32,
} as const;

const fence = /^\s{0,11}(?:[-*+>]\s*|\d{1,9}[.)]\s*){0,4}(`{3,}|~{3,})/u;
const containers = /^(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/u;
const delimiterRow = /^[\s>]*\|?\s*:?-+:?\s*(?:\|\s*:?-*:?\s*)*$/u;

/** True when a text can be parsed as Markdown in little time, into a tree of little depth. Linear in its length. */
export function isBounded(source: string): boolean {
  if (source.length > markdownBounds.blockChars) return false;
  let openFence: string | null = null;
  let cells = 0;
  let inlineMarks = 0;
  for (const line of source.split("\n")) {
    const mark = fence.exec(line)?.[1];
    if (openFence !== null) {
      if (mark?.startsWith(openFence)) openFence = null;
      continue;
    }
    if (mark !== undefined) {
      openFence = mark;
      continue;
    }
    if (line.length - line.trimStart().length > markdownBounds.indentation) return false;
    const prefix = containers.exec(line)?.[0] ?? "";
    if (prefix.length > 4 * markdownBounds.depth || count(prefix, />|[-+*]|\d+/gu) > markdownBounds.depth) return false;
    const edges = count(line, /\|/gu);
    if (edges > markdownBounds.columns && delimiterRow.test(line)) return false;
    cells += edges;
    inlineMarks += count(line, /[*_~`[\]<!]+/gu);
    if (/\[{32}|(?:!\[){16}|<{64}/u.test(line)) return false;
  }
  return cells <= markdownBounds.cells && inlineMarks <= markdownBounds.inlineMarks;
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
