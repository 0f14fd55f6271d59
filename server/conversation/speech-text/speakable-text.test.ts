import { expect, test } from "vitest";
import { speakableText } from "./speakable-text";

const table: [text: string, spoken: string][] = [
  ["Hello there.", "Hello there."],
  ["**Yes**, it is `fine`.", "Yes, it is fine."],
  ["# Heading", "Heading"],
  ["- red apples", "red apples"],
  ["2. Boil it.", "Boil it."],
  ["> quoted", "quoted"],
  ["~~old~~ new", "old new"],
  ["_really_ snake_case", "really snake_case"],
  ["![a cat](cat.png)", "a cat"],
  ["**bold** `code`", "bold code"],
  ["a well-known state-of-the-art thing", "a well-known state-of-the-art thing"],
  ["one \\* two", "one two"],
  ["a<br>b <b>c</b>", "a b c"],
  ["1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
  ["| a | b |", "a b"],
  ["It costs $5, or 10%.", "It costs $5, or 10%."],
  ["3.14 is pi", "3.14 is pi"],
  ["***", ""],
  ["---", ""],
  ["", ""],
];

test.each(table)("%j becomes %j", (text, spoken) => {
  expect(speakableText(text)).toBe(spoken);
});

test("the time for repeated marks of any kind grows linearly with the text's length", () => {
  for (const unit of [
    "[",
    "[a](",
    "<a",
    "_",
    " ",
    "\n",
    "\n- ",
    "- ",
    "&",
    " &",
    "#",
    "a.",
    "a-",
    "a@",
    "a.com@",
    "www.",
    "!",
    "|",
  ]) {
    const cpuMs = (characters: number) => {
      const text = unit.repeat(characters / unit.length);
      const before = process.cpuUsage();
      speakableText(text);
      return process.cpuUsage(before).user / 1_000;
    };
    cpuMs(10_000);
    // Quadratic growth would take a hundred times as long, many seconds.
    expect(cpuMs(100_000), unit).toBeLessThan(1_000 + 40 * cpuMs(10_000));
  }
});
