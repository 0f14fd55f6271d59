import { expect, test } from "vitest";
import { sentenceEndAt } from "../../../../../lib/speech-text/sentence-ends";
import { speakableEnglish } from "./english";

test.each([
  ["It costs $12.50.", "It costs twelve dollars and fifty cents."],
  ["a $1 coffee", "a one dollar coffee"],
  ["$3.5 million", "three point five million dollars"],
  ["NT$250", "two hundred fifty Taiwan dollars"],
  ["at 3:30 p.m.", "at three thirty PM"],
  ["at 9:05", "at nine oh five"],
  ["by 10:00", "by ten o'clock"],
  ["on March 3rd, 1999, we", "on March third, nineteen ninety-nine, we"],
  ["2026-11-22", "November twenty-second, twenty twenty-six"],
  ["in 2005", "in two thousand five"],
  ["in 1905", "in nineteen oh five"],
  ["the 1980s", "the nineteen eighties"],
  ["1,234 people", "one thousand two hundred thirty-four people"],
  ["grew 3.5% to 72°F", "grew three point five percent to seventy-two degrees Fahrenheit"],
  ["5-10 km", "five to ten kilometers"],
  ["It was -5 outside", "It was minus five outside"],
  ["call 555-123-4567", "call five five five, one two three, four five six seven"],
  ["the 21st time", "the twenty-first time"],
  ["Dr. Smith vs. Mr. Jones", "Doctor Smith versus Mister Jones"],
  ["cats and dogs, e.g. mine", "cats and dogs, for example, mine"],
  ["don’t", "don't"],
  ["room 007", "room zero zero seven"],
])("%j is spoken %j", (text, spoken) => {
  expect(speakableEnglish(text)).toBe(spoken);
});

test.each([
  "Mr. Wu",
  "Mrs. Wu",
  "Ms. Wu",
  "Dr. Wu",
  "Prof. Wu",
  "St. Mary",
  "vs. Mary",
  "e.g. tea",
  "i.e. tea",
  "etc. are",
  "approx. ten",
  "No. 5",
  "a.m. today",
  "p.m. today",
])("%s is written out, and no sentence ends in it", (text) => {
  expect(speakableEnglish(text)).not.toContain(text.split(" ")[0]);
  expect(sentenceEndAt(text, text.lastIndexOf("."), true)).toBeNull();
});
