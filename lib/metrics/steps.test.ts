import { expect, test } from "vitest";
import { metricRanges } from "./kept-numbers";
import { allSteps, chartSteps, stepOf, trendSteps } from "./steps";

const nowS = 1_800_001_234;

test.each(metricRanges)("the steps of %s are aligned and end with the one that now is in", (range) => {
  for (const steps of [chartSteps(range, nowS), trendSteps(range, nowS)]) {
    const all = allSteps(steps);
    expect(all[0]).toBe(steps.from_s);
    expect(all.at(-1)).toBe(stepOf(nowS, steps));
    expect(all.length).toBeLessThanOrEqual(168);
    expect(steps.from_s % steps.step_s).toBe(0);
  }
});
