/** A typed number above 0 (or from 0); null for an empty field, NaN for anything else. */
export function typedNumber(text: string, { zero = false } = {}): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const value = /^\d*[.]?\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return value === 0 && !zero ? Number.NaN : value;
}

/** One phrase a line, without empty ones. */
export function typedLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
