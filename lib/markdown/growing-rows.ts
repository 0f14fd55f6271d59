import type { List, Nodes, Root, RootContent, Table } from "mdast";
import { isBounded } from "./bounds";
import { movePlaces, parseMarkdown, startOf } from "./markdown-tree";

/** What a definition of a link or a footnote has, which may change the meaning of any text. */
const definition = "]:";
const markerOf = (line: string) => /^[ \t]*(?:([-+*])|\d{1,9}([.)]))/.exec(line)?.slice(1).join("");

/**
 * The tree of a list or a table to which text was added, with what may follow it, as the parser would build it; null
 * when only the parser can tell. `tree`: as it was before. Items and rows but the last one stay the same objects: a
 * long list is neither parsed nor shown again as a whole with each word.
 */
export function growRows(tree: Root, source: string): Root | null {
  const [rows] = tree.children;
  if (tree.children.length !== 1 || (rows?.type !== "list" && rows?.type !== "table")) return null;
  const last = rows.children.at(-1);
  // A table's first row needs the line below it to be one.
  if (!last || rows.children.length < 2 || !isBounded(source)) return null;
  // To the parser a carriage return alone ends a line, too.
  if (source.includes(definition) || source.includes("\r")) return null;
  const from = lineStart(source, startOf(last));
  return rows.type === "list" ? growList(rows, source, from) : growTable(rows, source, from);
}

function growList(list: List, source: string, from: number): Root | null {
  const marker = markerOf(source.slice(lineStart(source, startOf(list))));
  const { children } = parseMarkdown(source.slice(from));
  const [tail, ...others] = children;
  if (tail?.type !== "list" || tail.ordered !== list.ordered || markerOf(source.slice(from)) !== marker) return null;
  movePlaces(children, from, linesOf(source.slice(0, from)) - 1);
  const items = [...list.children.slice(0, -1), ...tail.children];
  const spread = Boolean(list.spread) || Boolean(tail.spread);
  return rootOf([{ ...list, spread, children: items, ...upTo(list, tail) }, ...others], source);
}

function growTable(table: Table, source: string, from: number): Root | null {
  const begin = lineStart(source, startOf(table));
  const delimiterEnd = source.indexOf("\n", source.indexOf("\n", begin) + 1) + 1;
  const head = source.slice(begin, delimiterEnd);
  const { children } = parseMarkdown(head + source.slice(from));
  const [tail, ...others] = children;
  if (tail?.type !== "table") return null;
  movePlaces(children, from - head.length, linesOf(source.slice(0, from)) - linesOf(head));
  const rows = [...table.children.slice(0, -1), ...tail.children.slice(1)];
  return rootOf([{ ...table, children: rows, ...upTo(table, tail) }, ...others], source);
}

const lineStart = (source: string, at: number) => source.lastIndexOf("\n", at - 1) + 1;
const linesOf = (text: string) => text.split("\n").length;

function upTo(before: Nodes, tail: Nodes): Pick<Nodes, "position"> {
  if (!before.position || !tail.position) return {};
  return { position: { start: before.position.start, end: tail.position.end } };
}

function rootOf(children: RootContent[], source: string): Root {
  const column = source.length - source.lastIndexOf("\n");
  const end = { line: linesOf(source), column, offset: source.length };
  return { type: "root", children, position: { start: { line: 1, column: 1, offset: 0 }, end } };
}
