import { expect, test } from "vitest";
import { errorBudget } from "./error-budget";

const counts = (measured: number, spent: number) => ({ measured, spent });

test.each([0, 1, 19])("%d turns say nothing: of one turn, the budget would be a twentieth of a turn", (measured) => {
  const all = counts(measured, Math.min(1, measured));
  expect(errorBudget({ whole: all, recent: all, charged: {} }, 0.05)).toBeNull();
});

test("half of the budget is left; at twice the sustainable rate it lasts half of what it would", () => {
  const charged = { endpoint: 10, ttft: 700, tts_fast: 90 };
  expect(errorBudget({ whole: counts(1_000, 25), recent: counts(100, 10), charged }, 0.05)).toEqual({
    allowed: 50,
    spent: 25,
    left_share: 0.5,
    lasts_days: 7.5,
    spent_by: "ttft",
  });
});

test("an overspent budget lasts no day", () => {
  const budget = errorBudget({ whole: counts(100, 10), recent: counts(20, 1), charged: {} }, 0.05);
  expect(budget).toMatchObject({ left_share: -1, lasts_days: 0, spent_by: null });
});

test.each([
  ["the last days spent nothing", counts(10, 0)],
  ["the last days had no turn", counts(0, 0)],
  ["the last days had too few turns", counts(19, 1)],
])("no end is foretold where %s", (_, recent) => {
  expect(errorBudget({ whole: counts(100, 2), recent, charged: {} }, 0.05)).toMatchObject({ lasts_days: null });
});
