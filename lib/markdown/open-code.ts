import type { Code, Root } from "mdast";

const opening = /^(`{3,}|~{3,})[^\n]*\n/;

/**
 * The tree of a fenced block of code to which text was added without closing it, as the parser would build it; null when
 * only the parser can tell. `tree`: as it was at `length` characters. Code may be long, and parsing it again with each
 * line would take time in proportion to the square of its length.
 */
export function extendOpenCode(tree: Root, source: string, length: number): Root | null {
  const [node] = tree.children;
  if (node?.type !== "code" || /[\r\0]/.test(source.slice(length))) return null;
  const first = opening.exec(source);
  const fence = first?.[1];
  if (!first || !fence || first[0].length > length) return null;
  const closing = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`, "m");
  const from = Math.max(first[0].length, source.lastIndexOf("\n", length - 1) + 1);
  if (isClosed(node, length) || closing.test(source.slice(from))) return null;
  const end = {
    line: source.split("\n").length,
    column: source.length - source.lastIndexOf("\n"),
    offset: source.length,
  };
  const value = source.slice(first[0].length).replace(/\n$/, "");
  const code: Code = { ...node, value, position: node.position && { start: node.position.start, end } };
  return { ...tree, children: [code], position: tree.position && { start: tree.position.start, end } };
}

/** A block that ends before its text does has its closing fence already. */
const isClosed = (node: Code, length: number) => (node.position?.end.offset ?? length) < length;
