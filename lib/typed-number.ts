import type { z } from "zod";

/** What a field for a number takes, both ends included. */
export interface NumberRange {
  min: number;
  max: number;
  isWhole: boolean;
}

export function rangeOf(schema: Pick<z.ZodNumber, "minValue" | "maxValue" | "format">): NumberRange {
  return { min: schema.minValue ?? 0, max: schema.maxValue ?? 0, isWhole: schema.format === "safeint" };
}

/** Digits with a point or without, or with a comma before each three of them; no sign, since no field asks for less. */
const written = /^(?:(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d*)?|\.\d+)$/;

/**
 * A number as people in either language type it, in full width, too; null for an empty field, NaN for anything else. A
 * comma is read where it separates thousands alone: elsewhere it may stand for the point, and nobody can tell.
 */
export function typedNumber(text: string): number | null {
  const plain = text.replace(/[０-９．，]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0)).trim();
  if (plain === "") return null;
  return written.test(plain) ? Number(plain.replaceAll(",", "")) : Number.NaN;
}

/** The same, NaN also for what is beyond the range. */
export function numberIn(text: string, { min, max, isWhole }: NumberRange): number | null {
  const value = typedNumber(text);
  if (value === null) return null;
  return value >= min && value <= max && (!isWhole || Number.isInteger(value)) ? value : Number.NaN;
}

/** Whether the text may have meant a point by its comma. */
export const hasComma = (text: string) => /[,，]/.test(text);
