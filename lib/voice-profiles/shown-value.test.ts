import { expect, test } from "vitest";
import { lightLimits } from "./quality";
import { shownValue } from "./shown-value";

test.each([
  ["noise", 24.96, 24.9],
  ["noise", 25.04, 25],
  ["length", 5.99, 5.9],
  ["level", -23.01, -23.1],
  ["level", -17.99, -17.9],
  ["level", -20.04, -20],
  ["clipping", 0.000_101, 0.000_2],
  ["text", 0.151, 0.16],
  ["text", 0.149, 0.15],
] as const)("%s %d is shown as %d", (light, value, shown) => {
  expect(shownValue(value, lightLimits[light])).toBeCloseTo(shown, 6);
});
