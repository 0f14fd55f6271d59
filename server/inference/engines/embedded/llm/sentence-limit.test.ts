import { expect, test } from "vitest";
import { defaultReplyLimits } from "../../../../../lib/reply-limits";
import { SentenceLimit, sentencesFor } from "./sentence-limit";

function run(pieces: string[], maxSentences = 2) {
  const limit = new SentenceLimit(maxSentences);
  const shown = pieces.map((piece) => limit.push(piece));
  const heldBack = limit.flush();
  return { shown, text: shown.join("") + heldBack, ended: limit.ended };
}

test("passes ordinary text on at once and trims what surrounds the reply", () => {
  expect(run(["\n Hel", "lo", " there", ".", "\n"]).text).toBe("Hello there.");
  expect(run(["Hel", "lo"])).toEqual({ shown: ["Hel", "lo"], text: "Hello", ended: false });
});

test.each([
  ["One. Two. Three.", "One. Two."],
  ["Dr. Smith is in. He waits! Go on.", "Dr. Smith is in. He waits!"],
  ["It is 3.5 today. Yes? No.", "It is 3.5 today. Yes?"],
  ['He said "no." She left. Then', 'He said "no." She left.'],
  ["Here it is:\nOne thing\nTwo things\nThree", "Here it is:\nOne thing\nTwo things"],
  ["Only one. And a half", "Only one. And a half"],
  ["It costs 5. So do I. Then we go.", "It costs 5. So do I."],
  ["No. That is wrong. See", "No. That is wrong."],
  ["See No. 5 now. Paper, ink, etc. Take some.", "See No. 5 now. Paper, ink, etc."],
  ["Well... maybe so. We will see. Or not.", "Well... maybe so. We will see."],
  ["What?! No way!!! Ha ha.", "What?! No way!!!"],
  ["1. Wash it.\n2. Boil it.\n3. Eat it.", "1. Wash it.\n2. Boil it."],
  ['It says "Go." and more. Then it ends. Or', 'It says "Go." and more. Then it ends.'],
  ["今天天氣很好。我們出去走走吧！要帶傘嗎？", "今天天氣很好。我們出去走走吧！"],
  ["Follow these steps: 1. Boil it. 2. Eat it. 3. Sleep.", "Follow these steps: 1. Boil it. 2. Eat it."],
  ["步驟如下：先洗米。2. 再加水。3. 煮飯。", "步驟如下：先洗米。2. 再加水。"],
  ["步驟如下：\n1. 洗米。\n2. 加水。\n3. 煮飯。", "步驟如下：\n1. 洗米。\n2. 加水。"],
])("ends %j after two sentences", (written, kept) => {
  expect(run([...written]).text).toBe(kept);
});

test.each([
  ["One. Two.", false],
  ["One. Two. ", false],
  ["One. Two. 😊", false],
  ["One. Two. Three", true],
  ["第一步。第二步。", false],
  ["第一步。第二步。第", true],
])("%j has words beyond the limit: %s", (written, isCut) => {
  const { text, ended } = run([...written]);
  expect(ended).toBe(isCut);
  if (!isCut) expect(text).toBe(written.trim());
});

test("a list of 40 steps is cut after a whole step", () => {
  const steps = Array.from({ length: 40 }, (_, i) => `${i + 1}. Do it.`).join(" ");
  const { text, ended } = run([...steps], sentencesFor(defaultReplyLimits.typedTokens));
  expect(ended).toBe(true);
  expect(text).toMatch(/^1\. Do it\. .* 12\. Do it\.$/);
});

test("the house's limit in tokens decides how many sentences a reply may have", () => {
  const { spokenTokens, typedTokens } = defaultReplyLimits;
  expect([spokenTokens, typedTokens, 16].map(sentencesFor)).toEqual([3, 12, 1]);
});
