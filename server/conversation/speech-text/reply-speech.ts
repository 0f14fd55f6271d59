import type { Language } from "../../../lib/languages";
import { createReplyBlocks, type ReplyBlock } from "../../../lib/markdown/reply-blocks";
import { openingAtEnd } from "../../../lib/markdown/unspoken-parts";
import { hasSound } from "../../../lib/speech-text/has-sound";
import { type SayableText, sayableText } from "./sayable-text";
import { findSegmentEnd } from "./segment-boundary";
import { areRowsOfTable, mayEndSegment } from "./segment-due";

/** A part of a reply that is spoken by one call. */
export interface ReplySegment {
  /** As it is written, for captions. Joined, the written segments are the reply, except for a soundless end. */
  written: string;
  /** Its words, without markup. */
  plain: string;
  /** For each UTF-16 unit of `plain`, where the reply has it: its index, and the index after what belongs to it. */
  starts: readonly number[];
  ends: readonly number[];
  /** The model was still thinking: it must not be said after all. */
  withdrawn: boolean;
}

/** Splits a reply into segments while it is written. */
export interface ReplySpeech {
  /** The segments that are complete with this text. */
  push(text: string): ReplySegment[];
  /** The rest, at the end of the reply. */
  flush(): ReplySegment[];
  /** As in ReplyBlocks. */
  beganInThought(): boolean;
}

export interface ReplySpeechOptions {
  language: Language;
  /** The model is known to begin inside a thought: nothing is said before the thought has ended, or the reply. */
  beginsInThought?: boolean;
}

export function createReplySpeech({ language, beginsInThought = false }: ReplySpeechOptions): ReplySpeech {
  const blocks = createReplyBlocks();
  const given: ReplySegment[] = [];
  /** The reply up to here is in segments. */
  let cutAt = 0;
  let isFirst = true;
  let unread = "";
  let isWithdrawn = false;
  /** The reply ended in a table, and no empty line had ended that, when it was read last. */
  let isInTable = false;
  /** A word came that is in no segment yet. */
  let isSounding = false;

  function take(atEnd: boolean): ReplySegment[] {
    unread = "";
    const read = blocks.read();
    isInTable = typeOf(read.at(-1)) === "table" && !/\n\s*\n\s*$/.test(blocks.text().slice(-16));
    if (blocks.beganInThought() && !isWithdrawn) withdraw(read[0]?.to ?? 0);
    if (beginsInThought && !atEnd && !read.some(({ kind }) => kind === "thought")) return [];
    const reply = blocks.text();
    const segments: ReplySegment[] = [];
    let sayable = sayableFrom(read, atEnd);
    for (;;) {
      const end = findSegmentEnd(sayable.text, { isFirst, atEnd });
      if (end === null) break;
      segments.push(cut(sayable, end, reply));
      sayable = rest(sayable, end);
    }
    if (atEnd && hasSound(sayable.text)) segments.push(cut(sayable, sayable.text.length, reply));
    given.push(...segments);
    blocks.forget(cutAt);
    isSounding = hasSound(sayable.text);
    return segments;
  }

  function cut(sayable: SayableText, end: number, reply: string): ReplySegment {
    const to = Math.max(cutAt, sayable.ends[end - 1] ?? cutAt);
    const words = sayable.text.slice(0, end);
    const plain = words.trim();
    const from = words.length - words.trimStart().length;
    const [starts, ends] = [sayable.starts, sayable.ends].map((places) => places.slice(from, from + plain.length));
    const written = reply.slice(cutAt, to);
    const segment = { written, plain, starts: starts ?? [], ends: ends ?? [], withdrawn: false };
    cutAt = to;
    isFirst = false;
    return segment;
  }

  function withdraw(to: number): void {
    isWithdrawn = true;
    for (const segment of given) segment.withdrawn = true;
    cutAt = to;
    isFirst = true;
  }

  /** What is left to say, as far as it can't change any more. */
  function sayableFrom(read: readonly ReplyBlock[], atEnd: boolean): SayableText {
    const reply = blocks.text();
    const joined: SayableText = { text: "", starts: [], ends: [] };
    const last = read.at(-1);
    const stableTo = atEnd || !last ? reply.length : stableEnd(reply, last);
    // The end of the last block may not be its end yet; code and tables are announced, whatever follows.
    const isGrowing = !atEnd && !["code", "table"].includes(typeOf(last) ?? "");
    for (const block of read) {
      if (block.to <= cutAt) continue;
      const { text, starts, ends } = sayableText(block, reply, language);
      for (let index = 0; index < text.length; index++) {
        const from = starts[index] ?? 0;
        if (from < cutAt || (ends[index] ?? 0) > stableTo) continue;
        const isEnd = block === last && index === text.length - 1 && text[index] === "\n";
        // A break that something follows already, be it the number of the next item alone, stays one.
        if (isEnd && isGrowing && reply.slice(ends[index]).trim() === "") continue;
        joined.text += text[index];
        joined.starts.push(from);
        joined.ends.push(ends[index] ?? from);
      }
    }
    return joined;
  }

  return {
    push(text) {
      blocks.push(text);
      unread += text;
      isSounding ||= hasSound(text);
      if (!isSounding) return [];
      if (isInTable && areRowsOfTable(unread)) return [];
      if (!isFirst && !mayEndSegment(blocks.text(), unread.length, cutAt)) return [];
      return take(false);
    },
    flush: () => take(true),
    beganInThought: () => blocks.beganInThought(),
  };
}

const typeOf = (block: ReplyBlock | undefined) =>
  block?.kind === "markdown" ? block.tree.children[0]?.type : undefined;

function rest({ text, starts, ends }: SayableText, from: number): SayableText {
  return { text: text.slice(from), starts: starts.slice(from), ends: ends.slice(from) };
}

/** The index up to which the end of a reply is sure: what follows may still become a link, a tag, a table or code. */
function stableEnd(reply: string, last: ReplyBlock): number {
  const opening = openingAtEnd(reply);
  let end = opening ?? reply.length;
  if (last.kind !== "markdown") return end;
  const lineFrom = Math.max(last.from, reply.lastIndexOf("\n") + 1);
  // Code that is closed opens nothing.
  const line = reply.slice(lineFrom).replace(/(`+)[^`\n]+\1(?!`)/gu, (code) => "x".repeat(code.length));
  const [node] = last.tree.children;
  // A row of a table shows what it is by the next line.
  if (node?.type === "paragraph") {
    const before = reply.slice(last.from, lineFrom).trimEnd();
    if (/^[\s|:-]*$/u.test(line) && /\|[^\n]*$/u.test(before)) {
      end = Math.min(end, last.from + before.lastIndexOf("\n") + 1);
    } else if (line.includes("|")) end = Math.min(end, lineFrom);
  }
  const open =
    /(?:!?\[[^[\]\n]{0,300}(?:\](?:\([^()\s]{0,500}[^()\n]{0,100})?)?|`[^`\n]{0,200}|&[#\w]{0,10}|\\)$/u.exec(line);
  if (open) end = Math.min(end, lineFrom + open.index);
  const address = /(?:https?:\/\/|www\.)\S*$/iu.exec(line);
  if (address) end = Math.min(end, lineFrom + address.index);
  return end;
}

// The parser and its patterns are compiled at their first use, which would delay somebody's first reply.
const first = createReplySpeech({ language: "en" });
first.push("**Of course**, [I can](https://example.com).\n\n- one `two`\n- three\n\n| a |\n|---|\n");
first.flush();
