import { expect, test } from "vitest";
import { gateOf } from "./gate";
import type { RunState } from "./run";
import type { Verdict } from "./verdict";
import type { CaseComparison, ReplayRunView } from "./views";

const compared = (verdicts: Verdict[], state: RunState = "done") => ({
  run: { state } as ReplayRunView,
  cases: verdicts.map((verdict) => ({ verdict, human: null }) as CaseComparison),
});

test.each([
  [["same", "improved", "changed"], "regressed", 0],
  [["same", "regressed"], "regressed", 1],
  [["same", "changed"], "changed", 1],
  [["regressed"], null, 0],
  [["no_evidence", "same"], "regressed", 2],
  [["no_evidence", "regressed"], "regressed", 1],
  [[], "regressed", 2],
] as const)("%j with --fail-on %s ends with %i", (verdicts, failOn, code) => {
  expect(gateOf(compared([...verdicts]), failOn)).toBe(code);
});

test("a run that was cancelled or failed is no evidence, and a person's verdict counts", () => {
  expect(gateOf(compared(["same"], "cancelled"), "regressed")).toBe(2);
  const [one] = compared(["regressed"]).cases;
  const human = { verdict: "same", note: "", by: "qa", at: 1 } as const;
  expect(gateOf({ ...compared([]), cases: [{ ...one, human } as CaseComparison] }, "regressed")).toBe(0);
});
