import type { Nodes, PhrasingContent, RootContent } from "mdast";
import type { Language } from "../../../lib/languages";
import { endOf, startOf } from "../../../lib/markdown/markdown-tree";
import type { ReplyBlock } from "../../../lib/markdown/reply-blocks";
import { sourcePlaces } from "../../../lib/markdown/source-places";

/** Text to be said, and for each UTF-16 unit the place of the reply where it is written. */
export interface SayableText {
  text: string;
  /** Index of the reply where the unit begins, and the index after what belongs to it: closing marks, a link's address. */
  starts: number[];
  ends: number[];
}

const announcements: Record<"code" | "table", Record<Language, string>> = {
  code: { en: "The code is on the screen.", "zh-TW": "程式碼請看畫面。" },
  table: { en: "The table is on the screen.", "zh-TW": "表格請看畫面。" },
};

/**
 * What is said of a block: its words without marks, tags and addresses of links. Code and tables are announced only,
 * thoughts and calls of tools are not said at all. A line break is a pause. Numbers are still as they are written.
 * `reply`: the text that the block is a part of.
 */
export function sayableText(block: ReplyBlock, reply: string, language: Language): SayableText {
  const out: SayableText = { text: "", starts: [], ends: [] };
  if (block.kind !== "markdown") return out;
  const add = (text: string, from: number, to: number) => {
    out.text += text;
    // Code that came over several lines may have lost their indentation: places between are estimated.
    const perUnit = text.length === 0 ? 0 : (to - from) / text.length;
    for (let index = 0; index < text.length; index++) {
      out.starts.push(block.from + from + Math.floor(index * perUnit));
      out.ends.push(block.from + from + Math.ceil((index + 1) * perUnit));
    }
  };
  /** What was added since `index` includes the marks up to `to`. */
  const closeAt = (index: number, to: number) => {
    if (out.ends.length > index) out.ends[out.ends.length - 1] = block.from + to;
  };
  const breakAt = (place: number) => {
    if (out.text !== "" && !out.text.endsWith("\n")) add("\n", place, place);
  };
  const announce = (what: keyof typeof announcements, node: Nodes) => {
    breakAt(startOf(node));
    const text = announcements[what][language];
    add(text, startOf(node), startOf(node));
    closeAt(0, Math.min(endOf(node), startOf(node) + 1));
    breakAt(startOf(node) + 1);
  };

  function visit(node: RootContent | PhrasingContent): void {
    switch (node.type) {
      case "text": {
        const { starts, ends } = sourcePlaces(node.value, reply, block.from + startOf(node));
        out.text += node.value;
        out.starts.push(...starts);
        out.ends.push(...ends);
        return;
      }
      case "inlineCode":
        add(node.value, Math.min(startOf(node) + 1, endOf(node)), endOf(node) - 1);
        closeAt(out.ends.length - node.value.length, endOf(node));
        return;
      case "break":
        breakAt(startOf(node));
        return;
      case "image":
        add(node.alt ?? "", startOf(node), endOf(node));
        return;
      case "code":
        announce("code", node);
        return;
      case "table":
        announce("table", node);
        return;
      case "html":
        // A tag is a place where words may be parted.
        add(" ", startOf(node), endOf(node));
        return;
      case "heading":
      case "paragraph":
      case "listItem":
      case "blockquote":
      case "list":
        for (const child of node.children) visit(child);
        breakAt(endOf(node));
        return;
      case "link":
      case "emphasis":
      case "strong":
      case "delete": {
        const from = out.ends.length;
        for (const child of node.children) visit(child);
        closeAt(from, endOf(node));
        return;
      }
      default:
        if ("children" in node) for (const child of node.children) visit(child);
    }
  }
  for (const node of block.tree.children) visit(node);
  return out;
}
