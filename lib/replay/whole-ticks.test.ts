import { expect, test } from "vitest";
import { wholeTicks } from "./whole-ticks";

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [5, [0, 2, 4, 6]],
  [41, [0, 11, 22, 33, 44]],
])("an axis up to %d has whole numbers, evenly spaced", (most, ticks) => {
  expect(wholeTicks(most)).toEqual(ticks);
});
