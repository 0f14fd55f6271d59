/** All charts of a page mark the same moment, whichever of them is pointed at. */
export const sameMoment = { syncId: "dashboard", syncMethod: "value" } as const;

/** One line, or one part of stacked bars. */
export interface ChartLine {
  key: string;
  label: string;
  /** By its step's time, Unix seconds; a step that is missing is a gap. */
  values: ReadonlyMap<number, number>;
}

/**
 * Lines are told apart by colour and by their pattern; red, amber and green stay for state. From the seventh on, they
 * repeat.
 */
export const lineStyles = [
  { colour: "var(--chart-1)", dash: "" },
  { colour: "var(--chart-2)", dash: "6 3" },
  { colour: "var(--chart-3)", dash: "2 3" },
  { colour: "var(--chart-4)", dash: "" },
  { colour: "var(--chart-5)", dash: "6 3" },
  { colour: "var(--chart-6)", dash: "2 3" },
] as const;

export const lineStyle = (index: number) => lineStyles[index % lineStyles.length] ?? lineStyles[0];

/** One row a step, as recharts wants them. */
export type ChartRow = { at: number } & Record<string, number | null>;

/** The rows of all steps; a step without a value has null, which is drawn as a gap. */
export function rowsOf(steps: readonly number[], lines: readonly ChartLine[]): ChartRow[] {
  return steps.map((at) => {
    const values = lines.map(({ key, values }) => [key, values.get(at) ?? null] as const);
    return { ...Object.fromEntries(values), at } as ChartRow;
  });
}

/** What an axis counts: whole things, memory in MiB that is said in GiB, or anything else. */
export type AxisScale = "plain" | "whole" | "gib";

/** The unit in which numbers are round, and how many of it lie between two ticks at least. */
const scales = {
  plain: { unit: 1, least: 0 },
  whole: { unit: 1, least: 1 },
  gib: { unit: 1_024, least: 0.1 },
} as const;

/** Round numbers from 0 to above the highest value and the target: at most five. */
export function axisTicks(highest: number, target: number | null, scale: AxisScale): number[] {
  const { unit, least } = scales[scale];
  const top = Math.max(highest, target ?? 0) / unit;
  if (top === 0) return [0, unit];
  const rough = Math.max(top / 4, least);
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power);
  const isRound = (step: number) => scale !== "whole" || Number.isInteger(step);
  const step = steps.find((each) => each >= rough * 0.999 && isRound(each)) ?? rough;
  const count = Math.ceil(top / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step * unit);
}

/** Whether the step's value has none beside it: a line would not show it. */
export function isAlone(steps: readonly number[], index: number, values: ReadonlyMap<number, number>): boolean {
  const has = (at: number | undefined) => at !== undefined && values.has(at);
  return has(steps[index]) && !has(steps[index - 1]) && !has(steps[index + 1]);
}
