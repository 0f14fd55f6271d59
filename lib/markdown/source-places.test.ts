import type { Nodes } from "mdast";
import { expect, test } from "vitest";
import { endOf, parseMarkdown, startOf } from "./markdown-tree";
import { sourcePlaces } from "./source-places";

const textNodes = (node: Nodes): Extract<Nodes, { type: "text" }>[] =>
  node.type === "text" ? [node] : "children" in node ? node.children.flatMap((child) => textNodes(child)) : [];

test.each([
  "Tell me a joke.\n  Why was the book sad?",
  "> one\n> two\n>three",
  "- a list's item\n  goes on here\n- next",
  "1. first\n   and more\n   > quoted\n   > twice",
  String.raw`An escape: \*not bold\* and \\ and 3 \< 4.`,
  "Tom &amp; Jerry &lt;b&gt; &#38; &#x4E2D;文 & more",
  "第一行\n　第二行\n    第三行 \u{1F600} &#x1F600; 完",
  "**bold\n   over** two\n   lines",
])("each character of %j has its place in the source", (source) => {
  for (const node of textNodes(parseMarkdown(source))) {
    const { starts, ends } = sourcePlaces(node.value, source, startOf(node));
    expect(starts).toHaveLength(node.value.length);
    expect(ends.at(-1)).toBe(endOf(node));
    for (let index = 0; index < node.value.length; index++) {
      const written = source.slice(starts[index], ends[index]);
      const character = node.value[index] ?? "";
      expect(written.includes(character) || /^&.+;$/.test(written) || /[\uD800-\uDFFF]/.test(character), written).toBe(
        true,
      );
      expect(starts[index]).toBeGreaterThanOrEqual(starts[index - 1] ?? 0);
    }
  }
});
