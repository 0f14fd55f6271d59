"use client";
import { useState } from "react";
import type { Language } from "@/lib/languages";
import type { Replacement } from "@/lib/lexicon";
import { createReplyBlocks, type ReplyBlock } from "@/lib/markdown/reply-blocks";
import { MarkdownBlock } from "./markdown-block";
import type { TextPart } from "./reply-tree";
import { UnspokenBlock } from "./unspoken-block";

interface ReplyContentProps {
  text: string;
  language: Language | null;
  /** How much of the text was heard; null: all of it has the same ink. */
  heardTo?: number | null;
  /** Puts a mark where hearing ended. */
  marksHeard?: boolean;
  /** Where the voice says something else than the text has. Stable, as `highlight`. */
  said?: readonly Replacement[] | undefined;
  /** Cuts a text into marked and plain parts, for a search. Stable, so that unchanged blocks are not rendered again. */
  highlight?: ((text: string) => TextPart[]) | undefined;
}

/** A reply as it is written: Markdown, with what the model thought and the tools that it called folded away. */
export function ReplyContent({
  text,
  language,
  heardTo = null,
  marksHeard = false,
  said,
  highlight,
}: ReplyContentProps) {
  const blocks = useReplyBlocks(text);
  return (
    <div
      lang={language ?? undefined}
      dir="auto"
      className="flex min-w-0 flex-col gap-3 leading-7 [overflow-wrap:anywhere]"
    >
      {blocks.map((block) =>
        block.kind === "markdown" ? (
          <MarkdownBlock
            key={block.from}
            block={block}
            heardTo={heardTo === null ? null : Math.min(Math.max(heardTo, block.from), block.to)}
            marksHeard={marksHeard && heardTo !== null && block.from <= heardTo && heardTo < block.to}
            said={said}
            highlight={highlight}
          />
        ) : (
          <UnspokenBlock key={block.from} kind={block.kind} text={block.text} />
        ),
      )}
    </div>
  );
}

/** The blocks of a text that usually grows at its end: only the last one is parsed again. */
function useReplyBlocks(text: string): readonly ReplyBlock[] {
  const [reader] = useState(createReader);
  return reader(text);
}

function createReader(): (text: string) => readonly ReplyBlock[] {
  let blocks = createReplyBlocks();
  return (text) => {
    const known = blocks.text();
    if (text !== known) {
      if (!text.startsWith(known)) blocks = createReplyBlocks();
      blocks.push(text.slice(blocks.text().length));
    }
    return blocks.read();
  };
}
