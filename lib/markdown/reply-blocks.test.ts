import type { Nodes } from "mdast";
import { expect, test } from "vitest";
import { markdownBounds } from "./bounds";
import { parseMarkdown } from "./markdown-tree";
import { createReplyBlocks, type ReplyBlock, replyBlocks } from "./reply-blocks";

/** A tree's root may have a place of its own; nobody asks for it. */
const withoutRoot = (block: ReplyBlock) =>
  block.kind === "markdown" ? { ...block, tree: block.tree.children } : block;

function depthOf(node: Nodes): number {
  let depth = 0;
  for (let level: Nodes[] = [node]; level.length > 0; depth++) {
    level = level.flatMap((each) => ("children" in each ? each.children : []));
  }
  return depth;
}

const fence = "```";
const replies = [
  "One paragraph.",
  "# Title\n\nText with **bold** words.\n\n- one\n- two\n\n1. first\n2. second\n\nThe end.",
  `Code:\n\n${fence}js\nconst a = 1;\n\n<think>no thought</think>\n${fence}\n\nDone.`,
  "| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter.",
  "Steps:\n\n1. **one** `a`\n2. two\n\n   more\n3. three\n\nThen:\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\nAfter.",
  "1. **One**\n\n2. **Two**\n\n   More.\n\n10. Ten\n\n- a\n\n- b\n\n2 of them.",
  "a | b\n---|---\n1 | 2\n-3 | 4\n2.5 | 6\n#1 | 8\n\nAfter.",
  "- one\n- two\r- three\n- four\n",
  "Text.\n\n    code\n2. Two.\n3. Three.",
  "<think>\nHm.\n</think>\n\nYes.",
  "Hm.</think>\nYes.",
  '<tool_call>{"name": "a"}</tool_call>Yes.',
  '{"name": "a", "arguments": {"b": [1, "}"]}} Yes.',
];

test.each(replies)("in pieces of any size the blocks are the same: %j", (reply) => {
  for (const size of [1, 3, 7]) {
    const blocks = createReplyBlocks();
    for (let at = 0; at < reply.length; at += size) {
      blocks.push(reply.slice(at, at + size));
      blocks.read();
    }
    expect(blocks.read().map(withoutRoot)).toEqual(replyBlocks(reply).map(withoutRoot));
  }
});

test.each(replies)("the blocks are the whole reply, in order: %j", (reply) => {
  const blocks = replyBlocks(reply);
  expect(
    blocks
      .map(({ from, to }) => reply.slice(from, to))
      .join("")
      .replace(/\s/g, ""),
  ).toBe(reply.replace(/\s/g, ""));
});

test.each([...replies, "- a\n  - b *c*\n\n> d\n\n[e][f] and [g]\n\n[f]: https://example.com/f\n\nh"])(
  "each block is what the parser makes of it alone: %j",
  (reply) => {
    for (const block of replyBlocks(reply)) {
      if (block.kind !== "markdown") continue;
      const alone = parseMarkdown(reply.slice(block.from, block.to));
      expect(block.tree.children).toEqual(alone.children);
    }
  },
);

test("a block that does not change stays the same object", () => {
  const blocks = createReplyBlocks();
  blocks.push("First one.\n\nSecond one.\n\nThird");
  const before = blocks.read();
  blocks.push(" one.");
  const after = blocks.read();
  expect(after.slice(0, 2).every((block, index) => block === before[index])).toBe(true);
  expect(after[2]).not.toBe(before[2]);
});

test.each([
  ["lists inside lists on one line", "- ".repeat(10_000)],
  ["lists inside lists", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(2 * depth)}- a`).join("\n")],
  ["quotations inside quotations", ">".repeat(10_000)],
  ["a table of 1,000 columns", `${"|a".repeat(1_000)}|\n${"|-".repeat(1_000)}|\n${"|b".repeat(1_000)}|`],
  ["open brackets", "[".repeat(10_000)],
  ["images in images", "![".repeat(5_000)],
  ["emphasis in emphasis", "*a **b ".repeat(1_500)],
  ["backticks", Array.from({ length: 120 }, (_, size) => "`".repeat(size + 1)).join(" ")],
  ["one line of 100 kB", "word ".repeat(20_000)],
  ["halves of characters, NUL and marks of direction", "\ud800a\u0000b\u202ec\udc00 "],
  ["accents in piles", `Z${"\u0301".repeat(2_000)}`],
])("%s become no deep tree, and nothing is lost", (_, reply) => {
  const blocks = replyBlocks(reply);
  expect(blocks.at(-1)?.to ?? 0).toBeGreaterThanOrEqual(reply.trimEnd().length);
  for (const block of blocks) {
    expect(block.to - block.from).toBeLessThanOrEqual(markdownBounds.blockChars + 4_000);
    if (block.kind === "markdown") expect(depthOf(block.tree)).toBeLessThanOrEqual(markdownBounds.treeDepth + 1);
  }
});
