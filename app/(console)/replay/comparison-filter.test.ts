import { expect, test } from "vitest";
import type { BlindChoice } from "@/lib/replay/blind-choice";
import { noExpectations } from "@/lib/replay/expectations";
import type { Verdict } from "@/lib/replay/verdict";
import type { CaseComparison, SideView } from "@/lib/replay/views";
import { blindCounts, isPending, matchingCases, verdictCounts } from "./comparison-filter";

function comparison(id: number, verdict: Verdict, rest: Partial<CaseComparison> = {}): CaseComparison {
  return {
    case: {
      id,
      turn_id: `turn-${id}`,
      session_id: "session",
      is_deleted: false,
      language: "en",
      user_text: "Hello",
      ai_text: "Hi",
      expected_text: null,
      expectations: noExpectations,
      context_turns: 0,
    },
    base: null,
    results: [{} as SideView],
    verdict,
    reasons: [],
    expectations: [],
    spread: null,
    human: null,
    blind: [],
    ...rest,
  };
}

const run = { state: "done", repeats: 1 } as const;
const byHand = { verdict: "regressed", note: "", by: "qa", at: 0 } as const;
const cases = [
  comparison(1, "same"),
  comparison(2, "changed", { reasons: ["reply_changed"] }),
  comparison(3, "regressed", { reasons: ["slower"] }),
  comparison(4, "same", { human: byHand }),
  comparison(5, "regressed", { reasons: ["slower"], human: { ...byHand, verdict: "same" } }),
  comparison(6, "changed", {
    expectations: [{ kind: "mustContain", value: "x", base_met: false, run_met: false }],
  }),
];
const ids = (filter: Parameters<typeof matchingCases>[1]) =>
  matchingCases(cases, filter, run).map((each) => each.case.id);

test("the filters go by the verdict that counts: a person's over the thresholds'", () => {
  expect(ids("all")).toHaveLength(6);
  expect(ids("changed")).toEqual([2, 3, 4, 6]);
  expect(ids("regressed")).toEqual([3, 4]);
  expect(verdictCounts(cases, run)).toEqual({ same: 2, improved: 0, changed: 2, regressed: 2, no_evidence: 0 });
});

test("below a threshold is a fact: no person's verdict hides it", () => {
  expect(ids("missed")).toEqual([3, 5, 6]);
});

test("blind choices are counted over all cases and persons", () => {
  const chose = (choice: BlindChoice, by: string) => ({ choice, repeat: 0, by, at: 0 });
  const heard = [
    comparison(1, "same", { blind: [chose("run", "qa"), chose("base", "boss")] }),
    comparison(2, "same", { blind: [chose("run", "qa")] }),
  ];
  expect(blindCounts(heard)).toEqual({ run: 2, base: 1, alike: 0, all: 3 });
});

test("what is still to be run is no verdict", () => {
  const pending = comparison(1, "no_evidence", { results: [] });
  expect(matchingCases([pending], "all", run)).toHaveLength(1);
  for (const filter of ["changed", "regressed", "missed"] as const)
    expect(matchingCases([pending], filter, run)).toEqual([]);
  expect(verdictCounts([pending], run)).toMatchObject({ no_evidence: 0 });
  expect(verdictCounts([{ ...pending, human: byHand }], run)).toMatchObject({ regressed: 1 });
});

test("while a run goes on, a case waits for all of its repeats; once it is over, what is there counts", () => {
  const some = comparison(1, "no_evidence", { results: [{}, {}] as SideView[] });
  expect(isPending(some, { state: "running", repeats: 3 })).toBe(true);
  expect(isPending(some, { state: "running", repeats: 2 })).toBe(false);
  expect(isPending(some, { state: "cancelled", repeats: 3 })).toBe(false);
  expect(isPending({ ...some, human: byHand }, { state: "running", repeats: 3 })).toBe(false);
});
