import type { ElementContent } from "hast";
import { expect, test } from "vitest";
import { replyBlocks } from "@/lib/markdown/reply-blocks";
import { isAlone, isLoose, itemTree, type ReplyLook, replyTree, rowTree } from "./reply-tree";

/** The HTML of a reply, without whitespace between blocks. */
function html(reply: string, look: Partial<ReplyLook> = {}): string {
  return replyBlocks(reply)
    .flatMap((block) =>
      block.kind === "markdown"
        ? replyTree(block.tree, { from: block.from, heardTo: null, marksHeard: false, ...look }).children
        : [],
    )
    .map((node) => write(node as ElementContent))
    .join("");
}

function write(node: ElementContent): string {
  if (node.type === "text") return node.value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  if (node.type !== "element") return "";
  const attributes = Object.entries(node.properties).map(([name, value]) => ` ${name}="${String(value)}"`);
  return `<${node.tagName}${attributes.join("")}>${node.children.map(write).join("")}</${node.tagName}>`;
}

test.each([
  ["**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>"],
  ["[press](javascript:alert(1))", "<p><a>press</a></p>"],
  ["[press](data:text/html,x)", "<p><a>press</a></p>"],
  ["[page](https://example.com/)", '<p><a href="https://example.com/">page</a></p>'],
  ["![a cat](http://evil.example/cat.png)", "<p>a cat</p>"],
  ["![](http://evil.example/cat.png)", "<p>http://evil.example/cat.png</p>"],
  ["<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"],
  ["a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)> b</p>"],
  ["```js\nlet a;\n```", '<pre dataLanguage="js" dataText="let a;">let a;\n</pre>'],
])("%j is shown as %j", (reply, expected) => {
  expect(html(reply)).toBe(expected);
});

test("what was heard has its own ink, with a mark where hearing ended; marks of Markdown do not shift it", () => {
  const reply = "**Yes**, it is. No more.";
  const shown = html(reply, { heardTo: reply.indexOf(" No"), marksHeard: true });
  expect(shown).toBe(
    '<p><strong><span dataInk="heard">Yes</span></strong><span dataInk="heard">, it is.</span>' +
      '<span dataInk="mark"></span><span dataInk="ahead"> No more.</span></p>',
  );
});

test.each([
  "- a\n- **b** c\n- d\n  - e\n  - f",
  "3. a\n4. b\n\n   more\n5. c",
  "- [x] done\n- [ ] open\n- neither",
  "- `a`\n\n- <script>b</script>\n- [c](javascript:alert(1)) ![d](http://evil.example/d.png)",
  "- ```js\n  let a;\n  ```\n- b",
  "| a | b |\n|:-:|--:|\n| **1** | 2 |\n| 3 |\n| 4 | 5 | 6 |",
  "| a |\n|---|",
])("the parts of %j are the same as in the whole", (reply) => {
  const [block] = replyBlocks(reply);
  const node = block?.kind === "markdown" ? block.tree.children[0] : undefined;
  if (block?.kind !== "markdown" || (node?.type !== "list" && node?.type !== "table")) throw new Error("no rows");
  expect(isAlone(node)).toBe(true);
  for (const heardTo of [null, 0, 7, reply.length]) {
    const look = { from: 0, heardTo, marksHeard: false };
    const parts =
      node.type === "list"
        ? node.children.map((item) => itemTree(item, isLoose(node), look))
        : node.children.map((row, index) => rowTree(row, node.align, index === 0, look));
    const written = (nodes: readonly unknown[]) => nodes.map((part) => write(part as ElementContent)).join("");
    const whole = written(replyTree(block.tree, look).children).replaceAll(/<.?(?:ol|ul|table|thead|tbody).*?>/g, "");
    const withoutLists = written(parts.flatMap(({ children }) => children)).replaceAll(/<.?(?:ol|ul).*?>/g, "");
    expect(withoutLists.replaceAll("\n", "")).toBe(whole.replaceAll("\n", ""));
  }
});

test("a list whose items share a link is taken as a whole", () => {
  const [block] = replyBlocks("- [one]\n- two\n\n  [one]: https://example.com/");
  expect(block?.kind === "markdown" && block.tree.children.every(isAlone)).toBe(false);
});

test("a search is marked inside of Markdown", () => {
  const highlight = (text: string) =>
    text
      .split(/(Yes)/u)
      .filter(Boolean)
      .map((part) => ({ text: part, marked: part === "Yes" }));
  expect(html("**Yes**, it is.", { highlight })).toBe("<p><strong><mark>Yes</mark></strong>, it is.</p>");
});

test("what the voice says in another way tells how, beside the ink and the search; marks of Markdown do not shift it", () => {
  const reply = "**SQL** runs on 3M.";
  const said = [
    { from: 2, to: 7, original: "SQL", becomes: "sequel" },
    { from: 16, to: 18, original: "3M", becomes: "three em", pronunciation: null },
  ];
  expect(html(reply, { said })).toBe(
    '<p><strong><span dataSaidAs="sequel">SQL</span></strong> runs on <span dataSaidAs="three em">3M</span>.</p>',
  );
  expect(
    html("到重慶去", {
      heardTo: 2,
      said: [{ from: 1, to: 3, original: "重慶", becomes: "重慶", pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" }],
    }),
  ).toBe(
    '<p><span dataInk="heard">到</span><span dataSaidAs="重慶 ㄔㄨㄥˊ ㄑㄧㄥˋ"><span dataInk="heard">重</span><span dataInk="ahead">慶</span></span><span dataInk="ahead">去</span></p>',
  );
});
