"use client";
import { memo } from "react";
import type { Replacement } from "@/lib/lexicon";
import type { ReplyBlock } from "@/lib/markdown/reply-blocks";
import { markdownElements } from "./markdown-elements";
import { MarkdownList, MarkdownTable } from "./markdown-rows";
import { isAlone, replyTree, type TextPart } from "./reply-tree";

interface MarkdownBlockProps {
  block: Extract<ReplyBlock, { kind: "markdown" }>;
  heardTo: number | null;
  /** Hearing ended in this block. */
  marksHeard: boolean;
  said?: readonly Replacement[] | undefined;
  highlight?: ((text: string) => TextPart[]) | undefined;
}

/** One block of a reply. A block that did not change is not rendered again. */
export const MarkdownBlock = memo(function MarkdownBlock({ block, ...look }: MarkdownBlockProps) {
  const { tree, from } = block;
  const [node] = tree.children;
  // The mark where hearing ended stands before the first word that is ahead, in whichever row that is.
  if (node && !look.marksHeard && isAlone(node)) {
    if (node.type === "list") return <MarkdownList list={node} from={from} {...look} />;
    if (node.type === "table") return <MarkdownTable table={node} from={from} {...look} />;
  }
  return markdownElements(replyTree(tree, { from, ...look }));
});
