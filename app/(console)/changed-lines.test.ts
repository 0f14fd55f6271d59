import { expect, test } from "vitest";
import { changedLines } from "./changed-lines";

test.each<[string[], string[], [string[], string[]]]>([
  [
    ["a 1", "b 2", "c 3"],
    ["a 1", "b 9", "c 3"],
    [["b 2"], ["b 9"]],
  ],
  [["a 1"], ["a 1", "b 2"], [[], ["b 2"]]],
  [["a 1"], ["a 1"], [["a 1"], ["a 1"]]],
  [[], ["a 1"], [[], ["a 1"]]],
])("of %j and %j, %j", (before, after, expected) => {
  expect(changedLines(before, after)).toEqual(expected);
});
