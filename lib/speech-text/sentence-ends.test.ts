import { describe, expect, test } from "vitest";
import { beforeNumber, endsSentence, neverEnd, pauseEndAt, sentenceEndAt } from "./sentence-ends";
import { beforeNumber as sharedBeforeNumber, neverEnd as sharedNeverEnd, texts } from "./testing/sentences.json";

/** All sentences of a whole text. */
function sentences(text: string, atEnd = true): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const end = sentenceEndAt(text, at, atEnd);
    if (typeof end !== "number") continue;
    found.push(text.slice(start, end));
    start = end;
    at = end - 1;
  }
  return [...found, text.slice(start)].filter(Boolean);
}

test.each(texts)("%s", (marked) => {
  expect(sentences(marked.replaceAll("|", ""))).toEqual(marked.split("|"));
});

test("lists, line breaks and ellipses", () => {
  expect(sentences("Yes:\n1. Wash it.\n 12. Boil it.")).toEqual(["Yes:\n", "1. Wash it.", "\n", " 12. Boil it."]);
  expect(sentences("Well... maybe so. Let me think… Yes.")).toEqual(["Well... maybe so.", " Let me think…", " Yes."]);
  expect(sentences("讓我想想……應該是星期三。")).toEqual(["讓我想想……", "應該是星期三。"]);
  expect(sentences("第一天很冷；第二天很熱。")).toEqual(["第一天很冷；", "第二天很熱。"]);
});

test("the model workers know the same abbreviations", () => {
  expect([...neverEnd].join(" ")).toBe(sharedNeverEnd);
  expect([...beforeNumber].join(" ")).toBe(sharedBeforeNumber);
});

describe("while the text may still grow", () => {
  test.each([
    ["It is.", 5],
    ["Pens, etc. ", 9],
    ["See No. ", 6],
    ["「我不去。", 4],
    ["www.example.com/?", 16],
    ["Wait...", 4],
  ])("only what follows %j can tell", (text, at) => {
    expect(sentenceEndAt(text, at, false)).toBe("unknown");
    expect(sentenceEndAt(text, at, true)).toBe(text.trimEnd().length);
  });

  test.each([
    ["Stop!", 4],
    ["我不去。", 3],
    ["So it is. ", 8],
  ])("%j has an end", (text, at) => {
    expect(sentenceEndAt(text, at, false)).toBe(at + 1);
  });
});

test("pauses inside sentences; numbers, times and addresses have none", () => {
  const pauses = (text: string) => [...text].filter((_, at) => pauseEndAt(text, at, true) !== null).join("");
  expect(pauses("One, two; three: four — five")).toBe(",;:—");
  expect(pauses("一，二、三：四")).toBe("，、：");
  expect(pauses("1,000 at 10:30 from https://example.com, it is")).toBe(",");
});

test.each([
  ["It is so.", true],
  ['He said "Stop!" ', true],
  ["他說：「我不去。」", true],
  ["好…", true],
  ["He said so,", false],
  ["他走了。然後", false],
  ["第一天很冷；", false],
  ["", false],
])("%j ends a sentence: %s", (text, is) => {
  expect(endsSentence(text)).toBe(is);
});

test.each(["!", "。", ".", "…", "」！", ". ", "a.", "1. ", "?! ", "www.?", "好。", "“"])(
  "the time for %j, again and again, grows as the text's length",
  (unit) => {
    const cpuMs = (characters: number) => {
      const text = unit.repeat(characters / unit.length);
      const before = process.cpuUsage();
      sentences(text);
      sentences(text, false);
      return process.cpuUsage(before).user / 1_000;
    };
    cpuMs(10_000);
    // Quadratic growth would be a hundredfold, and many seconds.
    expect(cpuMs(100_000)).toBeLessThan(1_000 + 40 * cpuMs(10_000));
  },
);
