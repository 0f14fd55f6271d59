import { expect, test } from "vitest";
import { phrasesOf } from "./phrases";

test("a clause is one phrase", () => {
  expect(phrasesOf(" Hello there. ", "en")).toEqual(["Hello there."]);
});

test("long text is cut at sentences first, then commas, then words", () => {
  const sentence = `${"word ".repeat(20).trim()}.`;
  const phrases = phrasesOf(`${sentence} ${sentence} ${"long ".repeat(60)}`, "en");
  expect(phrases[0]).toBe(sentence);
  for (const phrase of phrases) expect(phrase.length).toBeLessThanOrEqual(160);
  expect(phrases.join(" ").split(/\s+/).filter(Boolean)).toHaveLength(100);
});

test("Mandarin without any mark is cut too", () => {
  const phrases = phrasesOf("好".repeat(120), "zh-TW");
  expect(phrases.join("")).toHaveLength(120);
  for (const phrase of phrases) expect(phrase.length).toBeLessThanOrEqual(50);
});
