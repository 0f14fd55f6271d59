import { z } from "zod";
import { type ServiceLevel as VoiceLevel, serviceLevels as voiceLevels } from "../service-level";
import type { DegradationStep } from "./alerts";

/** A month of the server's calendar, as 2026-11. */
export const monthSchema = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/);

/** From its first moment to that of the next one, on this machine's clock, Unix seconds. */
export function monthRange(month: string): { from_s: number; to_s: number } {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const beginS = (index: number) => Math.floor(new Date(year, index, 1).getTime() / 1_000);
  return { from_s: beginS(number - 1), to_s: beginS(number) };
}

/** When each day of the month begins on this machine's clock, Unix seconds: not each has 24 hours. */
export function monthDays(month: string): number[] {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const count = new Date(year, number, 0).getDate();
  const beginS = (day: number) => Math.floor(new Date(year, number - 1, day).getTime() / 1_000);
  return Array.from({ length: count }, (_, index) => beginS(index + 1));
}

/** The month of a time on this machine's clock. */
export function monthOf(atS: number): string {
  const date = new Date(atS * 1_000);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
}

/** Whether there is anything to tell of a month yet. */
export const hasBegun = (month: string, nowS: number): boolean => monthRange(month).from_s <= nowS;

/** The month before (-1) or after (1). */
export function monthBeside(month: string, by: -1 | 1): string {
  const { from_s, to_s } = monthRange(month);
  return monthOf(by === 1 ? to_s : from_s - 1);
}

/** How long the voice was made at each level in a time, seconds. It is full until a step says otherwise. */
export function timeByLevel(
  steps: readonly DegradationStep[],
  { from_s, to_s }: { from_s: number; to_s: number },
): Record<VoiceLevel["level"], number> {
  const times = Object.fromEntries(voiceLevels.map((level) => [level, 0])) as Record<VoiceLevel["level"], number>;
  const held: Pick<DegradationStep, "at_s" | "level">[] = [{ at_s: from_s, level: "full" }, ...steps];
  for (const [index, { at_s, level }] of held.entries()) {
    const endS = Math.min(to_s, held[index + 1]?.at_s ?? to_s);
    times[level] += Math.max(0, endS - Math.max(from_s, at_s));
  }
  return times;
}
