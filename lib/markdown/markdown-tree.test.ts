import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { growRows } from "./growing-rows";
import { parseMarkdown } from "./markdown-tree";
import { extendOpenCode } from "./open-code";
import { parsePlainLine } from "./plain-line";

const parsed = (source: string) =>
  fromMarkdown(source, { extensions: [gfm({ singleTilde: false })], mdastExtensions: [gfmFromMarkdown()] });

/** Texts that a seed makes of parts which mean something in Markdown, and of words. */
function madeText(seed: number, parts: readonly string[]): string {
  let state = seed * 2_654_435_761 + 1;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: 1 + next(9) }, () => parts[next(parts.length)]).join("");
}

const words = [
  "Bring",
  "請攜帶",
  "身分證",
  " ",
  "  ",
  "，",
  "。",
  ".",
  ":",
  "3:30",
  "NT$1,250",
  "a.m.",
  "(",
  ")",
  "「",
  "」",
];
const marks = ["#", "-", "+", "=", "1.", "1)", "!", "*", "_", "`", "[", "]", "<", ">", "|", "&amp;", "\\", "~~", "---"];
const others = [
  "\n",
  "\n\n",
  "\t",
  "    ",
  "http://a.tw",
  "www.a.tw",
  "a@b.tw",
  "\u{1F600}",
  "\uD800",
  "\u3000",
  "\u200B",
];

test("a plain line has the tree that the parser builds", () => {
  let plain = 0;
  for (let seed = 0; seed < 4_000; seed++) {
    const source = madeText(seed, seed % 3 === 0 ? words : [...words, ...marks, ...others]);
    const tree = parsePlainLine(source);
    if (!tree) continue;
    plain += 1;
    expect(tree, JSON.stringify(source)).toEqual(parsed(source));
  }
  expect(plain).toBeGreaterThan(500);
});

test.each([
  "**Bold**",
  "- item",
  "1. item",
  "# Title",
  "> said",
  "See www.a.tw",
  "See http://a.tw",
  "a@b.tw",
  "  indented",
  "A & B",
  "two\nlines",
  "",
])("what may be Markdown is left to the parser: %j", (source) => expect(parsePlainLine(source)).toBeNull());

test("text that begins with plain lines has the tree that the parser builds", () => {
  for (let seed = 0; seed < 600; seed++) {
    const line = madeText(seed, words);
    const between = ["\n\n", "\n \n", "\n\n\n", " \n\t\n", "\n"][seed % 5] ?? "";
    const rest = madeText(seed + 7_919, [...words, ...marks, ...others, "[a]: b", "\uFEFF"]);
    const source = ["Bring it.", line, rest].join(between);
    expect(parseMarkdown(source), JSON.stringify(source)).toEqual(parsed(source));
  }
});

test("code that grows has the tree that the parser builds, until its fence closes", () => {
  const parts = [
    "const a = 1;",
    "\n",
    "\n\n",
    "``",
    "`",
    "~~~",
    "  ",
    "\t",
    "# x",
    "- y",
    "<think>",
    "| a |",
    "```",
    "\n```",
    "\n````\n",
    "程式",
  ];
  let extended = 0;
  for (let seed = 0; seed < 240; seed++) {
    const fence = ["```", "````", "~~~"][seed % 3];
    const before = `${fence}ts\n${madeText(seed, parts)}`;
    const tree = parsed(before);
    if (tree.children.length !== 1) continue;
    const source = before + madeText(seed + 7_919, parts);
    const grown = extendOpenCode(tree, source, before.length);
    if (!grown) continue;
    extended += 1;
    expect(grown, JSON.stringify([before, source])).toEqual(parsed(source));
  }
  expect(extended).toBeGreaterThan(50);
});

const listParts = [
  "- ",
  "* ",
  "1. ",
  "2) ",
  "10. ",
  "  - ",
  "   ",
  "[x] ",
  "a",
  "one two",
  "**b**",
  "`c`",
  "> ",
  "```",
  "---",
  "\\",
  "#",
];
const tableParts = ["| a ", "|", "| b |", "`c|d`", "\\|", "x", "| - |", "- ", "---", "> q", "# h", "    ", "**b**"];
const breaks = ["\n", "\n", "\n", "\n\n", "\n  ", " ", "\t", "\r\n", "\r"];

test.each([
  ["a list", ["- one\n- two", "1. one\n2. two\n", "* one\n\n* two", "- one\n  more\n- [ ] two\n"], listParts],
  ["a table", ["| a | b |\n|---|:-:|\n| 1 | 2 |", "a | b\n-|-\n1 | 2\n", "\n|a|\n|-|\n|1|\n|2|\n"], tableParts],
] as const)("%s that grows has the tree that the parser builds", (_, beginnings, parts) => {
  let grownOnes = 0;
  for (let seed = 0; seed < 250; seed++) {
    let source = beginnings[seed % beginnings.length] ?? "";
    let tree = parsed(source);
    for (let step = 0; step < 4; step++) {
      source += madeText(seed * 4 + step, [...parts, ...breaks]);
      const grown = growRows(tree, source);
      tree = parsed(source);
      if (!grown) continue;
      grownOnes += 1;
      expect(grown, JSON.stringify(source)).toEqual(tree);
    }
  }
  expect(grownOnes).toBeGreaterThan(200);
});

test.each(["- one\n- two\n- three", "| a |\n|---|\n| 1 |\n| 2 |"])(
  "what is complete stays as it is in %j",
  (source) => {
    const rowsOf = (root: Root | null): readonly unknown[] => {
      const [node] = root?.children ?? [];
      return node?.type === "list" || node?.type === "table" ? node.children : [];
    };
    const tree = parsed(source);
    const before = rowsOf(tree);
    const after = rowsOf(growRows(tree, `${source} and more`));
    expect(after).toHaveLength(before.length);
    expect(after.slice(0, -1).every((row, index) => row === before[index])).toBe(true);
  },
);
