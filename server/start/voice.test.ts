import { expect, test } from "vitest";
import { fewerStepsThan } from "./voice";

test("fewer steps are the next tuned number that saves at least three tenths, while there is one", () => {
  expect([32, 16, 12, 10, 7, 6, 5].map(fewerStepsThan)).toEqual([16, 10, 7, 7, null, null, null]);
});
