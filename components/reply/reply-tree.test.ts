import type { ElementContent } from "hast";
import { expect, test } from "vitest";
import { replyBlocks } from "@/lib/markdown/reply-blocks";
import { type ReplyLook, replyTree } from "./reply-tree";

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

test("a search is marked inside of Markdown", () => {
  const highlight = (text: string) =>
    text
      .split(/(Yes)/u)
      .filter(Boolean)
      .map((part) => ({ text: part, marked: part === "Yes" }));
  expect(html("**Yes**, it is.", { highlight })).toBe("<p><strong><mark>Yes</mark></strong>, it is.</p>");
});
