/** A spreadsheet computes a cell that begins so: a leading apostrophe makes it text. More ones keep it unambiguous. */
export function asCell(cell: string): string {
  return /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
