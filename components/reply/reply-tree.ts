import type { Element, ElementContent, Root, Text } from "hast";
import { type Schema, sanitize } from "hast-util-sanitize";
import type { List, ListItem, Root as MarkdownRoot, Nodes, Table, TableRow } from "mdast";
import { toHast } from "mdast-util-to-hast";
import type { Replacement } from "@/lib/lexicon";

/** What a reply may contain: no images, no forms, no ids, no attributes but these. */
const schema: Schema = {
  tagNames:
    "p br hr strong em del code pre blockquote ul ol li a input table thead tbody tr th td h1 h2 h3 h4 h5 h6 sup section".split(
      " ",
    ),
  attributes: {
    a: ["href"],
    code: [["className", /^language-[\w+#.-]{1,32}$/]],
    ol: ["start"],
    li: [["className", "task-list-item"]],
    input: [["type", "checkbox"], "checked", ["disabled", true]],
    th: ["align"],
    td: ["align"],
  },
  protocols: { href: ["http", "https", "mailto"] },
  required: { input: { type: "checkbox", disabled: true } },
  strip: [],
};

/** A part of a text, and how it looks. */
export interface TextPart {
  text: string;
  marked: boolean;
}

export interface ReplyLook {
  /** Where the block begins in the reply. */
  from: number;
  /** The reply was heard up to this index; null: nobody listens, all of it has the same ink. */
  heardTo: number | null;
  /** Puts a mark before the first word that was not heard. */
  marksHeard: boolean;
  /** Where the voice says something else; places in the reply. */
  said?: readonly Replacement[] | undefined;
  /** Cuts a text into marked and plain parts, for a search. */
  highlight?: ((text: string) => TextPart[]) | undefined;
}

/**
 * The safe HTML of a block of Markdown: tags that the text contains are text, images are their description, links lead to
 * web and mail addresses only. What was heard and what is ahead are in `span`s of their own, what a search found in
 * `mark`s, what the voice says in another way in `span`s that tell how.
 */
export function replyTree(markdown: MarkdownRoot, look: ReplyLook): Root {
  const raw = toHast(markdown, {
    handlers: {
      html: (_state, node: { value: string; position?: Text["position"] }): Text => textOf(node.value, node.position),
      image: (_state, node: { alt?: string | null; url: string; position?: Text["position"] }): Text =>
        textOf(node.alt || node.url, node.position),
    },
  });
  const safe = sanitize(raw, schema);
  const root: Root = safe.type === "root" ? safe : { type: "root", children: [safe as ElementContent] };
  const shaded = root.children.flatMap((child) => (child.type === "doctype" ? [] : shade(child, look)));
  if (look.marksHeard) markFirstAhead(shaded);
  return { type: "root", children: shaded };
}

/** True when each part of a list or table means the same without the others: no link or footnote leads from one to another. */
export function isAlone(node: Nodes): boolean {
  if (node.type === "definition" || node.type === "footnoteDefinition") return false;
  return !("children" in node) || node.children.every(isAlone);
}

/** True when the items of a list are paragraphs, with space between them. One such item makes all of them so. */
export function isLoose({ spread, children }: List): boolean {
  return Boolean(spread) || children.some((item) => item.spread ?? item.children.length > 1);
}

/** One item as it stands in its list. */
export function itemTree(item: ListItem, isLoose: boolean, look: ReplyLook): Root {
  const list: List = { type: "list", spread: isLoose, children: [item] };
  return partsNamed("li", replyTree({ type: "root", children: [list] }, look));
}

/** One row as it stands in its table, whose columns are aligned so. */
export function rowTree(row: TableRow, align: Table["align"], isHead: boolean, look: ReplyLook): Root {
  const head: TableRow = { type: "tableRow", children: [] };
  const table: Table = { type: "table", align: align ?? null, children: isHead ? [row] : [head, row] };
  const { children } = partsNamed("tr", replyTree({ type: "root", children: [table] }, look));
  return { type: "root", children: children.slice(-1) };
}

/** The outermost elements of that name. */
function partsNamed(tagName: string, { children }: { children: Root["children"] }): Root {
  const found = children.flatMap((node) => {
    if (node.type !== "element") return [];
    return node.tagName === tagName ? [node] : partsNamed(tagName, node).children;
  });
  return { type: "root", children: found };
}

/** Puts the mark where hearing ended before the first part that is ahead. True when it stands. */
function markFirstAhead(nodes: ElementContent[]): boolean {
  for (const [index, node] of nodes.entries()) {
    if (node.type !== "element") continue;
    if (node.properties.dataInk === "ahead") {
      nodes.splice(index, 0, element("span", [], { dataInk: "mark" }));
      return true;
    }
    if (markFirstAhead(node.children)) return true;
  }
  return false;
}

const textOf = (value: string, position: Text["position"]): Text => ({
  type: "text",
  value,
  ...(position && { position }),
});

function shade(node: ElementContent, look: ReplyLook): ElementContent[] {
  if (node.type === "text") return shadeText(node, look);
  if (node.type !== "element") return [];
  const [code] = node.children;
  if (node.tagName === "pre" && code?.type === "element") return [codeBlock(code, look)];
  return [{ ...node, children: node.children.flatMap((child) => shade(child, look)) }];
}

/** A block of code as one element, with its text for the clipboard. */
function codeBlock(code: Element, look: ReplyLook): Element {
  const [className = ""] = [code.properties.className].flat();
  const text = code.children.map((child) => (child.type === "text" ? child.value : "")).join("");
  return element(
    "pre",
    code.children.flatMap((child) => shade(child, look)),
    {
      dataLanguage: String(className).replace(/^language-/, ""),
      dataText: text.replace(/\n$/, ""),
    },
  );
}

function shadeText(node: Text, look: ReplyLook): ElementContent[] {
  return cutAtSaid(node, look).flatMap(({ part, saidAs }) => {
    const shaded = inkText(part, look);
    return saidAs === null ? shaded : [element("span", shaded, { dataSaidAs: saidAs })];
  });
}

/** The parts of a text, with how those are said that are said in another way. */
function cutAtSaid(node: Text, { from, said = [] }: ReplyLook): { part: Text; saidAs: string | null }[] {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (said.length === 0 || start === undefined || end === undefined || end <= start) {
    return [{ part: node, saidAs: null }];
  }
  const { value } = node;
  const placeOf = (index: number) =>
    Math.min(value.length, Math.max(0, Math.round(((index - from - start) * value.length) / (end - start))));
  const parts: { part: Text; saidAs: string | null }[] = [];
  let at = 0;
  const cutTo = (to: number, saidAs: string | null) => {
    if (to > at) parts.push({ part: partOf(node, at, to), saidAs });
    at = Math.max(at, to);
  };
  for (const replacement of said) {
    const begin = placeOf(replacement.from);
    const stop = placeOf(replacement.to);
    if (stop <= begin || begin < at) continue;
    cutTo(begin, null);
    cutTo(
      stop,
      replacement.pronunciation ? `${replacement.becomes} ${replacement.pronunciation}` : replacement.becomes,
    );
  }
  cutTo(value.length, null);
  return parts.length === 0 ? [{ part: node, saidAs: null }] : parts;
}

/** A part of a text, with its place in the source. */
function partOf({ value, position }: Text, from: number, to: number): Text {
  const begin = position?.start.offset;
  const end = position?.end.offset;
  if (!position || begin === undefined || end === undefined) return plain(value.slice(from, to));
  const placeOf = (index: number) => begin + Math.round((index * (end - begin)) / value.length);
  return {
    ...plain(value.slice(from, to)),
    position: { start: { ...position.start, offset: placeOf(from) }, end: { ...position.end, offset: placeOf(to) } },
  };
}

function inkText(node: Text, { from, heardTo, highlight }: ReplyLook): ElementContent[] {
  const inks = heardTo === null ? [{ text: node.value, isHeard: true }] : cutAtHeard(node, heardTo - from);
  return inks.flatMap(({ text, isHeard }): ElementContent[] => {
    const parts: ElementContent[] = highlight
      ? highlight(text).map((part) => (part.marked ? element("mark", [plain(part.text)]) : plain(part.text)))
      : [plain(text)];
    return heardTo === null || node.value.trim() === ""
      ? parts
      : [element("span", parts, { dataInk: isHeard ? "heard" : "ahead" })];
  });
}

/** `heard`: an index of the block's source. */
function cutAtHeard({ value, position }: Text, heard: number): { text: string; isHeard: boolean }[] {
  const start = position?.start.offset;
  const end = position?.end.offset;
  // What has no place in the source stands between parts that have one.
  if (start === undefined || end === undefined || value.trim() === "") return [{ text: value, isHeard: true }];
  if (end <= heard) return [{ text: value, isHeard: true }];
  if (start >= heard) return [{ text: value, isHeard: false }];
  const at = Math.min(value.length, Math.round(((heard - start) * value.length) / (end - start)));
  return [
    { text: value.slice(0, at), isHeard: true },
    { text: value.slice(at), isHeard: false },
  ].filter(({ text }) => text !== "");
}

const plain = (value: string): Text => ({ type: "text", value });
const element = (tagName: string, children: ElementContent[], properties: Element["properties"] = {}): Element => ({
  type: "element",
  tagName,
  properties,
  children,
});
