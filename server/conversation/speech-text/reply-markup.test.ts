import { expect, test } from "vitest";
import type { Language } from "../../../lib/languages";
import { createReplySpeech, type ReplySegment } from "./reply-speech";
import { spokenForm } from "./spoken-forms/spoken-form";

/** Everything that is said of a reply which arrives in the given pieces, and what of it is written beside. */
function said(pieces: Iterable<string>, language: Language, beginsInThought = false) {
  const speech = createReplySpeech({ language, beginsInThought });
  const segments: ReplySegment[] = [];
  for (const piece of pieces) segments.push(...speech.push(piece));
  const all = [...segments, ...speech.flush()].filter(({ withdrawn }) => !withdrawn);
  const spoken = all.map(({ plain }) => spokenForm(plain, language)).filter(Boolean);
  return { spoken: spoken.join(language === "en" ? " " : ""), written: all.map(({ written }) => written).join("") };
}

const fence = "```";
const row: [written: string, spoken: string][] = [
  ["**Yes**, it is `fine`.", "Yes, it is fine."],
  ["# Heading\n\nText follows.", "Heading Text follows."],
  ["- red apples\n- green pears", "red apples green pears"],
  ["1. Wash it.\n2. Boil it.", "Wash it. Boil it."],
  ["1. Wash it.\n   - twice\n2. Boil it.", "Wash it. twice, Boil it."],
  ["- [x] done\n- [ ] to do", "done to do"],
  ["> quoted words", "quoted words"],
  ["Tell me a joke.\n    Why was it sad? Because it was.", "Tell me a joke. Why was it sad? Because it was."],
  ["> It is so. We know\n> it well. Now\n> go on.", "It is so. We know it well. Now, go on."],
  ["1. Wash it. Then\n   boil it. Then\n      eat it.", "Wash it. Then, boil it. Then, eat it."],
  [
    "Ask Tom &amp; Jo. Then 3 &lt; 4 \\*now\\*. Bye then.",
    "Ask Tom and Jo. Then three is less than four now. Bye then.",
  ],
  ["~~old~~ new", "old new"],
  ["_really_ snake_case", "really snake case"],
  ["See [the page](https://example.com/x?y=z) now.", "See the page now."],
  ["See <https://example.com/x> now.", "See example dot com now."],
  ["![a cat](http://evil.example/cat.png) sits.", "a cat sits."],
  ["[press](javascript:alert(1)) here.", "press here."],
  ["Visit https://www.example.com/a/b?c=d.", "Visit example dot com."],
  ["Write to jo@example.de.", "Write to jo at example dot de."],
  ["a<br>b <b>c</b>", "a b c"],
  ["<script>alert(1)</script>\n\nHello there.", "Hello there."],
  ["one \\* two &amp; three", "one two and three"],
  ["5 * 3 = 15", "five times three equals fifteen"],
  ["***\n\nAfter the line.", "After the line."],
  [`Run this:\n\n${fence}sh\nrm -rf /\n${fence}\n\nThen wait.`, "Run this: The code is on the screen. Then wait."],
  [`${fence}js\nconst a = 1;\n${fence}`, "The code is on the screen."],
  [`${fence}js\nnever closed`, "The code is on the screen."],
  ["Prices:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThat is all.", "Prices: The table is on the screen. That is all."],
  ["| a | b |\n|---|---|\n| 1 | 2 |", "The table is on the screen."],
  ["Here it is:\n| a | b |\n|---|---|\n| 1 | 2 |", "Here it is: The table is on the screen."],
  ["This | is no table.", "This is no table."],
  ["<think>Hm, let me see.</think>Yes, of course.", "Yes, of course."],
  ["<think>\nHm.\n\nLet me see:\n```\ncode\n</think>\n\nYes, of course.", "Yes, of course."],
  ["<thinking>Never closed. It goes on and on.", ""],
  ["Hm, let me see. It is easy.</think>Yes, of course.", "Yes, of course."],
  ["<think>One.</think>Yes.</think> Of course it is.", "Yes. Of course it is."],
  ["<think>One.</think>Yes, so. <think>Two.</think>Of course.", "Yes, so. Of course."],
  ["[THINK]Hm.[/THINK]Yes, of course.", "Yes, of course."],
  [
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes, of course.",
    "Yes, of course.",
  ],
  ["The tag `<think>` begins a thought.", "The tag think begins a thought."],
  ['<tool_call>\n{"name": "weather", "arguments": {"city": "Taipei"}}\n</tool_call>\nOne moment.', "One moment."],
  ['{"name": "weather", "arguments": {"city": "a \\"}\\" b"}}\nOne moment.', "One moment."],
  ['[{"name": "weather", "parameters": {"city": "Taipei"}}] One moment.', "One moment."],
  ['[TOOL_CALLS][{"name": "weather", "arguments": {}}]', ""],
  ['Let me look. {"name": "weather", "arguments": {"city": "Tai', "Let me look."],
  ["Great news! 🎉 We won it.", "Great news! We won it."],
  ["🙂🙂🙂", ""],
  ["", ""],
];
const rows: [written: string, language: Language, spoken: string][] = [
  ...row.map(([written, spoken]): [string, Language, string] => [written, "en", spoken]),
  [
    "**必備文件**：\n\n- 身分證\n- 印章\n\n| 項目 | 金額 |\n|---|---|\n| 開戶 | NT$1,000 |\n\n請於 3/4 前辦理。",
    "zh-TW",
    "必備文件：身分證，印章表格請看畫面。請於三月四日前辦理。",
  ],
  [`請執行：\n${fence}\nls -la\n${fence}\n就好了。`, "zh-TW", "請執行：程式碼請看畫面。就好了。"],
  ["<think>使用者想問利率。</think>利率是 1.85%。", "zh-TW", "利率是百分之一點八五。"],
  ["請看[官網](https://example.com.tw/a)。", "zh-TW", "請看官網。"],
];

const fences: Record<string, (text: string) => string[]> = {
  "at once": (text) => [text],
  "one character at a time": (text) => [...text],
  "three at a time": (text) => text.match(/[\s\S]{1,3}/gu) ?? [],
};

for (const [how, pieces] of Object.entries(fences)) {
  test.each(rows)(`${how}: %j (%s) is said %j`, (written, language, spoken) => {
    if (how !== "at once" && written.startsWith("Hm, let me see.")) return;
    const result = said(pieces(written), language);
    expect(result.spoken.replaceAll("`", "")).toBe(spoken);
    expect(written.startsWith(result.written) || written.endsWith(result.written)).toBe(true);
  });
}

test("a model that begins inside its thought: from the second reply on no word of a thought is said", () => {
  const reply = "Hm, let me see. It is easy to say.</think>Yes, of course.";
  const first = createReplySpeech({ language: "en" });
  const begun = [...reply].flatMap((character) => first.push(character));
  // What was said before the mark came is taken back, as far as nobody has heard it.
  expect(begun.filter(({ plain }) => plain.startsWith("Hm")).every(({ withdrawn }) => withdrawn)).toBe(true);
  expect(first.beganInThought()).toBe(true);
  expect(said([...reply], "en", true).spoken).toBe("Yes, of course.");
  expect(said(["No thought at all. It is easy."], "en", true).spoken).toBe("No thought at all. It is easy.");
});

test("a link, a tag or an address that is still being written is not said in part", () => {
  for (const text of [
    "See the very long text of [this page",
    "See the very long text of [this page](https://exa",
    "Say it all. <thi",
    "Open https://exam",
    'Look it up now. {"na',
  ]) {
    const speech = createReplySpeech({ language: "en" });
    const segments = [...text].flatMap((character) => speech.push(character));
    expect(segments.map(({ plain }) => plain).join(" ")).not.toMatch(/this page|thi\b|exa|na\b/);
  }
});
