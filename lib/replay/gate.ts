import { finalVerdict, type RunComparison } from "./views";

export const failOns = ["regressed", "changed"] as const;
export type FailOn = (typeof failOns)[number];

/**
 * 0: passed; 1: a case is as bad as that; 2: there is not enough evidence, because the run did not come to its end or a
 * case can't be judged. A regression that is certain counts more than what is missing.
 */
export function gateOf({ run, cases }: Pick<RunComparison, "run" | "cases">, failOn: FailOn | null): 0 | 1 | 2 {
  const found = cases.map(finalVerdict);
  const isBad = found.some((verdict) => verdict === "regressed" || (failOn === "changed" && verdict === "changed"));
  if (failOn !== null && isBad) return 1;
  return run.state !== "done" || found.length === 0 || found.includes("no_evidence") ? 2 : 0;
}
