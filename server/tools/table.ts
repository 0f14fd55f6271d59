import { displayWidth } from "./words/speak";

/** Formats rows as aligned columns, two spaces apart. All rows have the same number of cells. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))));
  const padded = (cell: string, column: number) => cell + " ".repeat((widths[column] ?? 0) - displayWidth(cell));
  return rows.map((row) => row.map(padded).join("  ").trimEnd()).join("\n");
}
