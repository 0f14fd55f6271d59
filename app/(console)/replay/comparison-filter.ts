import type { BlindChoice } from "@/lib/replay/blind-choice";
import type { Verdict } from "@/lib/replay/verdict";
import { type CaseComparison, finalVerdict } from "@/lib/replay/views";

/** What the list of cases can be narrowed to; `missed`: a threshold or an expectation is not kept. */
export const comparisonFilters = ["all", "changed", "regressed", "missed"] as const;
export type ComparisonFilter = (typeof comparisonFilters)[number];

export function matchingCases(cases: readonly CaseComparison[], filter: ComparisonFilter): CaseComparison[] {
  return cases.filter((each) => fits(each, filter));
}

function fits(each: CaseComparison, filter: ComparisonFilter): boolean {
  const verdict = finalVerdict(each);
  if (filter === "all") return true;
  if (isPending(each)) return false;
  if (filter === "changed") return verdict !== "same";
  if (filter === "regressed") return verdict === "regressed";
  return missesThreshold(each);
}

function missesThreshold({ reasons, expectations }: CaseComparison): boolean {
  const worse = ["transcript_worse", "slower", "expectation_lost", "failed"];
  return reasons.some((reason) => worse.includes(reason)) || expectations.some(({ run_met }) => run_met === false);
}

/** The run has not come to it, and nobody judged it. */
export function isPending({ results, human }: Pick<CaseComparison, "results" | "human">): boolean {
  return results.length === 0 && human === null;
}

/** How many cases have each verdict that counts; without those that are still to be run. */
export function verdictCounts(cases: readonly CaseComparison[]): Record<Verdict, number> {
  const counts = { same: 0, improved: 0, changed: 0, regressed: 0, no_evidence: 0 };
  for (const each of cases) if (!isPending(each)) counts[finalVerdict(each)] += 1;
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
