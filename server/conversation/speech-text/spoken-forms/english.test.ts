import { expect, test } from "vitest";
import { sentenceEndAt } from "../../../../lib/speech-text/sentence-ends";
import { spokenForm } from "./spoken-form";
import { englishTable as table } from "./testing/english-table";

for (const [kind, rows] of Object.entries(table)) {
  test.each(rows)(`${kind}: %j is said %j`, (written, spoken) => {
    expect(spokenForm(written, "en")).toBe(spoken);
  });
}

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
  expect(spokenForm(text, "en")).not.toContain(text.split(" ")[0]);
  expect(sentenceEndAt(text, text.lastIndexOf("."), true)).toBeNull();
});

test("the table has at least 150 rows", () => {
  expect(Object.values(table).flat().length).toBeGreaterThanOrEqual(150);
});

test("no digit is left, and what is said is said the same again", () => {
  for (const [, spoken] of Object.values(table).flat()) {
    expect(spoken).not.toMatch(/\p{Nd}/u);
    expect(spokenForm(spoken, "en")).toBe(spoken);
  }
});
