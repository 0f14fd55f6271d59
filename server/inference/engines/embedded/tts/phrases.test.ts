import { expect, test } from "vitest";
import { phrasesOf } from "./phrases";

test("a segment is one phrase", () => {
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

test("a long text is cut neither inside a number or an address nor after an abbreviation", () => {
  const filler = "and so we went on, ".repeat(7);
  for (const kept of ["3.14159 meters", "1,250,000 people", "Dr. Chen", "10:30 sharp"]) {
    // The mark is the last one at which the phrase could be cut.
    for (let length = 100; length < filler.length; length++) {
      const text = `${filler.slice(0, length)} ${kept} and a good deal more of the same to say`;
      const phrases = phrasesOf(text, "en");
      expect(phrases.join(" ").replace(/\s+/g, " ")).toBe(text.replace(/\s+/g, " "));
      expect(phrases.some((phrase) => phrase.includes(kept))).toBe(true);
    }
  }
});

test("Mandarin is cut after its closing quotes", () => {
  const said = `${"他".repeat(30)}說：「我不去。」${"然後走了".repeat(8)}`;
  expect(phrasesOf(said, "zh-TW")).toEqual([`${"他".repeat(30)}說：「我不去。」`, "然後走了".repeat(8)]);
});
