import { expect, test } from "vitest";
import { chosenSet } from "./chosen-set";

test("a set's name comes before another one's id", () => {
  const cards = { id: 3, name: "Cards" };
  const three = { id: 2, name: "3" };
  expect(chosenSet([cards, three], "3")).toBe(three);
  expect(chosenSet([cards], "3")).toBe(cards);
  expect(chosenSet([cards, three], "Cards")).toBe(cards);
  expect(chosenSet([cards, three], "Loans")).toBeNull();
});
