import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { isBounded, markdownBounds } from "./bounds";
import { parsePlainLine, plainLinesOf } from "./plain-line";

const extensions = [gfm({ singleTilde: false })];
const mdastExtensions = [gfmFromMarkdown()];

/**
 * A text as a tree of GitHub's Markdown; each node has its place in the text. A text beyond the bounds becomes one
 * paragraph as it stands.
 */
export function parseMarkdown(source: string): Root {
  if (!isBounded(source)) return plainParagraph(source);
  const plain = parsePlainLine(source);
  if (plain) return plain;
  const root = parseAfterPlainLines(source);
  return isFlat(root) ? root : plainParagraph(source);
}

/** The plain lines at the beginning, which may be long, are not parsed once more with what follows them. */
function parseAfterPlainLines(source: string): Root {
  const children: Root["children"] = [];
  let from = 0;
  let lines = 0;
  for (const { piece, tree } of plainLinesOf(source)) {
    movePlaces(tree.children, from, lines);
    children.push(...tree.children);
    from += piece.length;
    lines += piece.split("\n").length - 1;
  }
  const root = fromMarkdown(source.slice(from), { extensions, mdastExtensions });
  if (from === 0 || !isFlat(root)) return root;
  movePlaces([root], from, lines);
  const start = { line: 1, column: 1, offset: 0 };
  return {
    type: "root",
    children: [...children, ...root.children],
    ...(root.position && { position: { start, end: root.position.end } }),
  };
}

function plainParagraph(source: string): Root {
  const position = {
    start: { line: 1, column: 1, offset: 0 },
    end: { line: 1, column: source.length + 1, offset: source.length },
  };
  return {
    type: "root",
    children: [{ type: "paragraph", children: [{ type: "text", value: source, position }], position }],
    position,
  };
}

/** No recursion: the tree may be deep. */
function isFlat(root: Root): boolean {
  let level: Nodes[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > markdownBounds.treeDepth) return false;
    level = level.flatMap((node) => ("children" in node ? node.children : []));
  }
  return true;
}

/** Moves nodes that the parser has just built to where their text is part of another one. */
export function movePlaces(nodes: readonly Nodes[], chars: number, lines: number): void {
  for (const node of nodes) {
    for (const point of node.position ? [node.position.start, node.position.end] : []) {
      point.offset = (point.offset ?? 0) + chars;
      point.line += lines;
    }
    if ("children" in node) movePlaces(node.children, chars, lines);
  }
}

/** Where a node begins in the text that was parsed. */
export const startOf = (node: Nodes): number => node.position?.start.offset ?? 0;

/** The index after a node in the text that was parsed. */
export const endOf = (node: Nodes): number => node.position?.end.offset ?? 0;
