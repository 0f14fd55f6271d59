import { expect, test } from "vitest";
import { promptSteps } from "./prompt-steps";

test("a prompt is read in short steps up to its last part, which the call itself reads", () => {
  expect([...promptSteps({ from: 0, beginning: 0, end: 40 })]).toEqual([16, 32]);
  expect([...promptSteps({ from: 5, beginning: 0, end: 40 })]).toEqual([21, 37]);
  expect([...promptSteps({ from: 39, beginning: 0, end: 40 })]).toEqual([]);
});

test("a step ends with the system message, however long it is and however little follows", () => {
  for (let beginning = 320; beginning < 352; beginning++) {
    for (const following of [1, 3, 40]) {
      const steps = [...promptSteps({ from: 0, beginning, end: beginning + following })];
      expect(steps).toContain(beginning);
      expect(steps.at(-1)).toBeLessThan(beginning + following);
    }
  }
});

test("what is held already is not read again", () => {
  expect([...promptSteps({ from: 341, beginning: 341, end: 344 })]).toEqual([]);
  expect([...promptSteps({ from: 343, beginning: 341, end: 370 })]).toEqual([359]);
});
