import type { Amount, FoundItem, WrittenItem } from "./written-item";

/** One way to write something. Its pattern takes time in proportion to the text; the text is in half-width characters. */
export interface Recogniser {
  /** With the flags `g` and `u`. */
  pattern: RegExp;
  /** What the match means; null: it only looks like it, and the next recogniser may know better. */
  read(groups: Record<string, string | undefined>, matched: string): WrittenItem | null;
}

/** A number with or without thousands separators; 1,00,000 is grouped as in India. */
export const number = String.raw`(?:\d{1,3}(?:,\d{2,3}){0,8},\d{3}(?![\d])|\d+)(?:\.\d+)?`;
const minus = String.raw`(?<![\p{L}\p{N})\]%°])[+\-−]`;
/** Between the two ends of a range. */
export const through = String.raw`\s?[-–—~～〜]\s?`;
/** No digits, points or hyphens of the same number before it. */
export const numberStart = String.raw`(?<![\d.]|\d[,:/-])`;

/** A sign, a number, and the end of a range; named `sign`, `from` and `to`. `between`: may stand after the first number. */
export const amountPattern = (between = ""): string =>
  String.raw`(?<sign>${minus})?${numberStart}(?<from>${number})(?:${between}${through}(?<to>${number})(?![:/\d]|-\d))?`;

/** The amount of a match of `amountPattern`. */
export function amountOf({ sign, from = "0", to }: Record<string, string | undefined>): Amount {
  const plain = (written: string) => written.replaceAll(",", "");
  return {
    from: plain(from),
    to: to === undefined ? null : plain(to),
    sign: sign === undefined ? "" : sign === "+" ? "+" : "-",
  };
}

/** What the recognisers find in a text, in the text's order. Where two overlap, the earlier recogniser is right. */
export function findAll(text: string, recognisers: readonly Recogniser[]): FoundItem[] {
  const found: FoundItem[] = [];
  for (const { pattern, read } of recognisers) {
    for (const match of text.matchAll(pattern)) {
      const from = match.index;
      const to = from + match[0].length;
      if (found.some((other) => from < other.to && other.from < to)) continue;
      const item = read(match.groups ?? {}, match[0]);
      if (item) found.push({ from, to, item });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}
