import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dictionaries } from "./dictionaries";
import { createTraditionalStream, maxHeldCharacters, toTraditional } from "./traditional-chinese";

const linesOf = (file: string) =>
  readFileSync(join(import.meta.dirname, "corpus", file), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

const traditional = linesOf("traditional.txt");
/** Sentences, and below each of them what is shown of it. */
const pairsOf = (lines: readonly string[]) =>
  lines.flatMap((line, index) => (index % 2 === 0 ? [[line, lines[index + 1] ?? ""] as const] : []));
const pairs = linesOf("simplified.txt");
const converted = pairsOf(pairs);
const written = pairsOf(linesOf("model-output.txt"));

/** The text in pieces of `size` characters, as tokens stream; and the most characters that were held back. */
function streamed(text: string, size: number): { text: string; held: number } {
  const characters = [...text];
  const stream = createTraditionalStream();
  let result = "";
  let waiting = 0;
  let held = 0;
  for (let at = 0; at < characters.length; at += size) {
    const piece = characters.slice(at, at + size);
    const final = stream.push(piece.join(""));
    result += final;
    waiting += piece.length - [...final].length;
    held = Math.max(held, waiting);
  }
  return { text: result + stream.flush(), held };
}

test("the corpora are as large as they are meant to be", () => {
  expect(traditional.length).toBeGreaterThanOrEqual(200);
  expect(converted.length).toBeGreaterThanOrEqual(100);
  expect(written.length).toBeGreaterThanOrEqual(60);
  expect(new Set(traditional).size).toBe(traditional.length);
  expect(new Set(converted.map(([source]) => source)).size).toBe(converted.length);
});

test("the dictionaries are sorted, as their search needs it", () => {
  for (const table of dictionaries().phrases) expect(table.isSorted).toBe(true);
});

describe("what is Traditional already leaves byte for byte", () => {
  test.each(traditional)("%s", (text) => {
    expect(toTraditional(text)).toBe(text);
  });

  test("as one text, and in pieces of any size", () => {
    const text = traditional.join("\n");
    for (const size of [1, 2, 3, 5, 8, 100]) expect(streamed(text, size).text).toBe(text);
  });
});

describe("what is Simplified, all of it or in part, is shown as Taiwan writes it", () => {
  test.each(converted)("%s", (source, expected) => {
    expect(toTraditional(source)).toBe(expected);
    expect(toTraditional(expected)).toBe(expected);
  });

  test("the same in pieces of any size", () => {
    const text = pairs.filter((_, index) => index % 2 === 0).join("\n");
    const whole = toTraditional(text);
    for (const size of [1, 2, 3, 5, 8, 100]) expect(streamed(text, size).text).toBe(whole);
  });
});

describe("what the embedded model writes is shown as Taiwan writes it, in pieces as it streams", () => {
  test.each(written)("%s", (source, expected) => {
    for (const size of [1, 2, 100]) expect(streamed(source, size).text).toBe(expected);
    expect(toTraditional(expected)).toBe(expected);
  });
});

test("at most a few characters are held back", () => {
  for (const [source] of converted) expect(streamed(source, 1).held).toBeLessThanOrEqual(maxHeldCharacters);
  for (const text of traditional) expect(streamed(text, 1).held).toBeLessThanOrEqual(maxHeldCharacters);
  // Characters of both scripts alone, and the beginning of OpenCC's longest phrases.
  const undecided = "余范于台里后面只干几".repeat(20);
  expect(streamed(undecided, 1).held).toBeLessThanOrEqual(maxHeldCharacters);
  expect(streamed("一个萝卜一个坑一个萝卜一个坑，人为刀俎我为鱼肉，", 1).held).toBeLessThanOrEqual(maxHeldCharacters);
  expect(maxHeldCharacters).toBeLessThanOrEqual(8);
});

test("one Traditional sentence after a Simplified one stays as it is", () => {
  expect(toTraditional("请洽范经理。余小姐周六在台北，雇主也會來。")).toBe(
    "請洽范經理。余小姐周六在台北，雇主也會來。",
  );
});

test.each([
  ["other scripts", "Hello, 3.14 1,000 ひらがな 한국어 Ünïcödé 🙂👨‍👩‍👧 ﷽"],
  ["characters outside of the basic plane", "𠮷野家很好吃，𡃁仔也去。"],
  ["a text of one character on one line", "面".repeat(20_000)],
  ["combining marks and directions", "請\u0301洽\u202e范\u202c經理\u200b"],
  ["halves of characters", "請洽\ud842范\udfb7經理"],
])("leaves %s alone", (_, text) => {
  expect(toTraditional(text)).toBe(text);
});

test("halves of characters that arrive in two pieces do not hold the rest back", () => {
  const stream = createTraditionalStream();
  expect(stream.push("汉\ud842") + stream.push("\udfb7字。") + stream.flush()).toBe("漢\ud842\udfb7字。");
});

test("Simplified characters that are Traditional in one word", () => {
  expect(toTraditional("他手頭拮据。根据规定")).toBe("他手頭拮据。根據規定");
});
