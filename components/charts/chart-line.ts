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

/** Where the axis ends: above the highest value and the target, with some air. Null: the chart's own choice. */
export function axisEnd(highest: number, target: number | null): number {
  const top = Math.max(highest, target ?? 0);
  return top === 0 ? 1 : top * 1.1;
}
