import { expect, test } from "vitest";
import { SentenceLimit } from "./sentence-limit";

function run(pieces: string[], maxSentences = 2) {
  const limit = new SentenceLimit(maxSentences);
  const shown = pieces.map((piece) => limit.push(piece));
  return { shown, text: shown.join(""), ended: limit.ended };
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
