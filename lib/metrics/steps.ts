import type { MetricRange, TimeSteps } from "./kept-numbers";

/** Length of each range, the step of its charts, and the equal parts of its trends; trends end on whole hours. */
const rangeSteps = {
  "15m": { lengthS: 900, stepS: 60, partS: 60 },
  "24h": { lengthS: 86_400, stepS: 900, partS: 3_600 },
  "7d": { lengthS: 7 * 86_400, stepS: 3_600, partS: 6 * 3_600 },
  "30d": { lengthS: 30 * 86_400, stepS: 6 * 3_600, partS: 86_400 },
} as const satisfies Record<MetricRange, { lengthS: number; stepS: number; partS: number }>;

const alignedTo = (stepS: number, { lengthS, nowS }: { lengthS: number; nowS: number }): TimeSteps => ({
  from_s: Math.floor(nowS / stepS) * stepS - lengthS + stepS,
  to_s: nowS,
  step_s: stepS,
});

/** The steps of a range's charts. */
export function chartSteps(range: MetricRange, nowS: number): TimeSteps {
  const { lengthS, stepS } = rangeSteps[range];
  return alignedTo(stepS, { lengthS, nowS });
}

/** The steps of a range's trends. */
export function trendSteps(range: MetricRange, nowS: number): TimeSteps {
  const { lengthS, partS } = rangeSteps[range];
  return alignedTo(partS, { lengthS, nowS });
}

/** The beginning of the step that the time is in. */
export function stepOf(atS: number, { step_s }: TimeSteps): number {
  return Math.floor(atS / step_s) * step_s;
}

/** The beginnings of all steps, oldest first. */
export function allSteps({ from_s, to_s, step_s }: TimeSteps): number[] {
  return Array.from({ length: Math.floor((to_s - from_s) / step_s) + 1 }, (_, index) => from_s + index * step_s);
}
