import { expect, test } from "vitest";
import { wordDifferences } from "./word-differences";

const marked = (...args: Parameters<typeof wordDifferences>) =>
  wordDifferences(...args)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `+${text}+` : `-${text}-`))
    .join("");

test("words in English, characters in Chinese", () => {
  expect(marked("It costs ten dollars.", "It costs two dollars.", "en")).toBe("It costs -ten-+two+ dollars.");
  expect(marked("我要辦信用卡", "我要辦金融卡", "zh-TW")).toBe("我要辦-信用-+金融+卡");
  expect(marked("用 AVATAR 查詢", "用 AVATARS 查詢", "zh-TW")).toBe("用 -AVATAR-+AVATARS+ 查詢");
});

test.each([
  ["", ""],
  ["", "新"],
  ["a b", ""],
  ["👩‍👧 早安\u0301", "早\u0000安"],
])("both texts are there whole: %j, %j", (before, after) => {
  for (const language of ["zh-TW", "en"] as const) {
    const parts = wordDifferences(before, after, language);
    const side = (hidden: "added" | "removed") =>
      parts
        .filter(({ kind }) => kind !== hidden)
        .map(({ text }) => text)
        .join("");
    expect([side("added"), side("removed")]).toEqual([before, after]);
  }
});
