/** The value below which a share `q` (0–1) of the sorted values lies, nearest rank. NaN for an empty list. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** One row of a table: what was measured, how often, median, P95, maximum. */
export function summaryRow(name: string, values: number[], digits = 0): string[] {
  const show = (value: number) => value.toFixed(digits);
  return [
    name,
    `${values.length}`,
    show(quantile(values, 0.5)),
    show(quantile(values, 0.95)),
    show(Math.max(...values)),
  ];
}

/** Prints a Markdown table, ready for bench/README.md. */
export function printTable(header: string[], rows: string[][]): void {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  process.stdout.write(`\n${[row(header), row(header.map(() => "---")), ...rows.map(row)].join("\n")}\n\n`);
}
