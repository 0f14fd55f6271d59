import type { LightLimits } from "./quality";

/** The smallest step that is shown of each unit. */
const steps = { s: 0.1, dBFS: 0.1, dB: 0.1, share: 0.000_1, cer: 0.01 } as const satisfies Record<
  LightLimits["unit"],
  number
>;

/** A measure rounded as it is shown: outside of the green range away from it, so that 24.96 dB of 25 dB does not look good. */
export function shownValue(value: number, { unit, green }: LightLimits): number {
  const step = steps[unit];
  const inSteps = value / step;
  if (green.from !== null && value < green.from) return Math.floor(inSteps) * step;
  if (green.to !== null && value > green.to) return Math.ceil(inSteps) * step;
  return Math.round(inSteps) * step;
}
