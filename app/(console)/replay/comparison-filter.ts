import type { BlindChoice } from "@/lib/replay/blind-choice";
import type { Verdict } from "@/lib/replay/verdict";
import { type CaseComparison, finalVerdict, isGoingOn, type ReplayRunView } from "@/lib/replay/views";

/** What the list of cases can be narrowed to; `missed`: a threshold or an expectation is not kept. */
export const comparisonFilters = ["all", "changed", "regressed", "missed"] as const;
export type ComparisonFilter = (typeof comparisonFilters)[number];

/** What decides whether a case can be judged yet. */
type RunProgress = Pick<ReplayRunView, "state" | "repeats">;

export function matchingCases(
  cases: readonly CaseComparison[],
  filter: ComparisonFilter,
  run: RunProgress,
): CaseComparison[] {
  return cases.filter((each) => fits(each, filter, run));
}

function fits(each: CaseComparison, filter: ComparisonFilter, run: RunProgress): boolean {
  const verdict = finalVerdict(each);
  if (filter === "all") return true;
  if (isPending(each, run)) return false;
  if (filter === "changed") return verdict !== "same";
  if (filter === "regressed") return verdict === "regressed";
  return missesThreshold(each);
}

function missesThreshold({ reasons, expectations }: CaseComparison): boolean {
  const worse = ["transcript_worse", "slower", "expectation_lost", "failed"];
  return reasons.some((reason) => worse.includes(reason)) || expectations.some(({ run_met }) => run_met === false);
}

/** Not all of its repeats are there yet, or it never ran, and nobody judged it. */
export function isPending({ results, human }: Pick<CaseComparison, "results" | "human">, run: RunProgress): boolean {
  return human === null && results.length < (isGoingOn(run) ? run.repeats : 1);
}

/** How many cases have each verdict that counts; without those that are still to be run. */
export function verdictCounts(cases: readonly CaseComparison[], run: RunProgress): Record<Verdict, number> {
  const counts = { same: 0, improved: 0, changed: 0, regressed: 0, no_evidence: 0 };
  for (const each of cases) if (!isPending(each, run)) counts[finalVerdict(each)] += 1;
  return counts;
}

/** How many of the choices that people made blind fell on each side. */
export function blindCounts(cases: readonly Pick<CaseComparison, "blind">[]): Record<BlindChoice | "all", number> {
  const counts = { base: 0, run: 0, alike: 0, all: 0 };
  for (const { choice } of cases.flatMap(({ blind }) => blind)) {
    counts[choice] += 1;
    counts.all += 1;
  }
  return counts;
}
