import { expect, test } from "vitest";
import { spokenForm } from "./spoken-form";
import { mandarinTable as table } from "./testing/mandarin-table";

for (const [kind, rows] of Object.entries(table)) {
  test.each(rows)(`${kind}: %j is said %j`, (written, spoken) => {
    expect(spokenForm(written, "zh-TW")).toBe(spoken);
  });
}

test("the table has at least 150 rows", () => {
  expect(Object.values(table).flat().length).toBeGreaterThanOrEqual(150);
});

test("no digit is left, and what is said is said the same again", () => {
  for (const [, spoken] of Object.values(table).flat()) {
    expect(spoken).not.toMatch(/\p{Nd}/u);
    expect(spokenForm(spoken, "zh-TW")).toBe(spoken);
  }
});
