import type { Root, RootContent } from "mdast";
import { markdownBounds } from "./bounds";
import { growRows } from "./growing-rows";
import { endOf, movePlaces, parseMarkdown, startOf } from "./markdown-tree";
import { extendOpenCode } from "./open-code";
import { type FoundOpening, JsonScanner, nextUnspoken, type UnspokenKind } from "./unspoken-parts";

/** One piece of a reply, from index `from` up to `to` of its text. A block that does not change stays the same object. */
export type ReplyBlock =
  | {
      kind: "markdown";
      from: number;
      to: number;
      /** One node at most; its places count from `from`. */
      tree: Root;
    }
  | { kind: UnspokenKind; from: number; to: number; text: string };

/**
 * A reply as blocks, while it is written. Only what may still change is parsed again: the last block. Links by reference
 * and footnotes therefore work inside one block only.
 */
export interface ReplyBlocks {
  push(text: string): void;
  /**
   * The reader needs nothing before index `to` any more: complete items of a list and the beginning of a long paragraph
   * are forgotten instead of being parsed again.
   */
  forget(to: number): void;
  /** All blocks; the last one may still grow. */
  read(): readonly ReplyBlock[];
  text(): string;
  /** A thought ended that never began: the model's first word was a part of it. */
  beganInThought(): boolean;
}

/**
 * What may become the beginning of one more item or row, and looks like something else as long as it stands alone: the
 * number of an item after an empty line is a paragraph, the minus of a cell a list.
 */
const mayBeMarker = /^\s*(?:\d{1,9}[.)]?|[-+*]{1,2}|#{1,6})\s*$/;
/** What is pushed at once is taken in steps, so that a long text is settled block by block. */
const maxStepChars = 4_000;
/** Shorter paragraphs are parsed again as a whole. */
const minForgottenChars = 200;
/** What begins like this begins no heading, list or the like. */
const plainStart = /^[\p{L}"'「“]/u;

export function createReplyBlocks(): ReplyBlocks {
  let text = "";
  /** Blocks that no longer change. */
  let settled: ReplyBlock[] = [];
  /** Where what may still change begins. */
  let openFrom = 0;
  let isThoughtSeen = false;
  let beganInThought = false;
  let unspoken: (FoundOpening & { json: JsonScanner | null; searchedTo: number }) | null = null;
  let open: ReplyBlock[] | null = null;
  /** The reader needs nothing before this. */
  let forgetTo = 0;
  /** Characters that came since blocks were found last. */
  let unreadChars = 0;

  /** Moves the beginning of what is parsed to where the reader is, as far as that changes no meaning. */
  function forgetRead(): void {
    const [last] = open ?? [];
    const node = last?.kind === "markdown" ? last.tree.children[0] : undefined;
    if (!last || forgetTo <= openFrom) return;
    if (node?.type === "list" && node.children.length > 1) {
      const lineOf = (place: number) => text.lastIndexOf("\n", last.from + place) + 1;
      const nextWord = text.slice(forgetTo).search(/\S/);
      const readTo = forgetTo + Math.max(0, nextWord);
      const item = node.children.findLast((each) => lineOf(startOf(each)) <= readTo);
      if (item) openFrom = Math.max(openFrom, lineOf(startOf(item)));
    } else if (node?.type === "paragraph" && forgetTo - openFrom >= minForgottenChars) {
      // Without the space between two sentences, the rest is a plain line more often.
      const start = text[forgetTo] === " " ? forgetTo + 1 : forgetTo;
      if (plainStart.test(text.slice(start, start + 8))) openFrom = start;
    }
  }

  /** Settles what no longer changes. */
  function advance(): void {
    if (extendCode()) return;
    forgetRead();
    const [before] = open ?? [];
    open = null;
    unreadChars = 0;
    for (;;) {
      if (unspoken) {
        if (!closeUnspoken()) return;
        continue;
      }
      const found = nextOutsideOfCode();
      if (found) {
        settled.push(...markdownBlocks(openFrom, found.from));
        openFrom = found.from;
        if (found.kind === "stray") stray(found.to, found.endsThought);
        else {
          isThoughtSeen ||= found.kind === "thought";
          unspoken = { ...found, json: found.closes ? null : new JsonScanner(), searchedTo: found.to };
        }
        continue;
      }
      const blocks = markdownBlocks(openFrom, text.length, before);
      const last = blocks.at(-1);
      if (blocks.length > 1 && last) {
        open = blocks.slice(mayBeMarker.test(text.slice(last.from)) ? -2 : -1);
        settled.push(...blocks.slice(0, -open.length));
        openFrom = open[0]?.from ?? text.length;
      } else if (text.length - openFrom > markdownBounds.blockChars) {
        settled.push(...blocks);
        openFrom = text.length;
        open = [];
      } else open = blocks;
      return;
    }
  }

  /** Code that goes on is neither parsed nor searched again. */
  function extendCode(): boolean {
    const [block] = open ?? [];
    if (unspoken || block?.kind !== "markdown" || text.length - block.from > markdownBounds.blockChars) return false;
    const tree = extendOpenCode(block.tree, text.slice(block.from), block.to - block.from);
    if (!tree) return false;
    open = [{ ...block, to: text.length, tree }];
    unreadChars = 0;
    return true;
  }

  /** True when the part that is not spoken has ended. */
  function closeUnspoken(): boolean {
    if (!unspoken) return false;
    const { kind, from, closes, json } = unspoken;
    let end: number | null = null;
    if (json) end = json.push(text, unspoken.searchedTo);
    else if (closes) {
      // The closing mark may have begun in the piece before.
      const searchFrom = Math.max(unspoken.to, unspoken.searchedTo - 32);
      const match = closes.exec(text.slice(searchFrom));
      end = match ? searchFrom + match.index + match[0].length : null;
    }
    unspoken.searchedTo = text.length;
    if (end === null) return false;
    settled.push({ kind, from, to: end, text: text.slice(from, end) });
    openFrom = end;
    unspoken = null;
    return true;
  }

  /** A closing mark alone: the model began inside its thought. A second one is only left out. */
  function stray(to: number, endsThought: boolean): void {
    beganInThought ||= endsThought && !isThoughtSeen;
    if (endsThought && !isThoughtSeen) settled = [{ kind: "thought", from: 0, to, text: text.slice(0, to) }];
    else settled.push({ kind: "thought", from: openFrom, to, text: text.slice(openFrom, to) });
    isThoughtSeen ||= endsThought;
    openFrom = to;
  }

  function nextOutsideOfCode(): ReturnType<typeof nextUnspoken> {
    let tree: Root | null = null;
    for (let from = openFrom; ; ) {
      const found = nextUnspoken(text, from);
      if (!found) return null;
      tree ??= parseMarkdown(text.slice(openFrom));
      const place = found.from - openFrom;
      if (!tree.children.some((node) => covers(node, place))) return found;
      from = Math.max(found.to, found.from + 1);
    }
  }

  /** `before`: a block that may have begun there already, with less text. */
  function markdownBlocks(from: number, to: number, before?: ReplyBlock): ReplyBlock[] {
    const source = text.slice(from, to);
    if (source.trim() === "") return [];
    const grown = before?.kind === "markdown" && before.from === from ? growRows(before.tree, source) : null;
    const { children } = grown ?? parseMarkdown(source);
    if (children.length <= 1) return [{ kind: "markdown", from, to, tree: { type: "root", children } }];
    const starts = children.map((node, index) => (index === 0 ? 0 : source.lastIndexOf("\n", startOf(node)) + 1));
    // Two things may mean something else in a block alone: a link by reference, and a list right after indented code.
    const areApart = !source.includes("]:") && !children.some((node) => isIndentedCode(node, source));
    return children.map((node, index): ReplyBlock => {
      const start = starts[index] ?? 0;
      const end = starts[index + 1] ?? source.length;
      const block = { kind: "markdown", from: from + start, to: from + end } as const;
      if (!areApart) return { ...block, tree: parseMarkdown(source.slice(start, end)) };
      if (start > 0) movePlaces([node], -start, -source.slice(0, start).split("\n").length + 1);
      return { ...block, tree: { type: "root", children: [node] } };
    });
  }

  return {
    push(piece) {
      for (let at = 0; at < piece.length; at += maxStepChars) {
        text += piece.slice(at, at + maxStepChars);
        unreadChars += Math.min(maxStepChars, piece.length - at);
        if (unreadChars >= maxStepChars) advance();
      }
    },
    forget(to) {
      forgetTo = to;
    },
    read() {
      if (unreadChars > 0) advance();
      if (!unspoken) return [...settled, ...(open ?? [])];
      const { kind, from } = unspoken;
      return [...settled, { kind, from, to: text.length, text: text.slice(from) }];
    },
    text: () => text,
    beganInThought: () => beganInThought,
  };
}

const isIndentedCode = (node: RootContent, source: string) =>
  node.type === "code" && !/[`~]/.test(source[startOf(node)] ?? "");

/** All blocks of a complete reply. */
export function replyBlocks(text: string): readonly ReplyBlock[] {
  const blocks = createReplyBlocks();
  blocks.push(text);
  return blocks.read();
}

function covers(node: RootContent, place: number): boolean {
  if (place < startOf(node) || place >= endOf(node)) return false;
  if (node.type === "code" || node.type === "inlineCode") return true;
  return "children" in node && node.children.some((child) => covers(child, place));
}
