import { expect, onTestFinished, test, vi } from "vitest";
import { hasBegun, monthBeside, monthDays, monthOf, monthRange, monthSchema, timeByLevel } from "./month";

test("a month begins where the one before ends", () => {
  const november = monthRange("2026-11");
  expect(monthRange("2026-12").from_s).toBe(november.to_s);
  expect((november.to_s - november.from_s) / 86_400).toBeCloseTo(30, 0);
  expect([monthOf(november.from_s), monthOf(november.to_s - 1), monthOf(november.to_s)]).toEqual([
    ...["2026-11", "2026-11", "2026-12"],
  ]);
  expect([monthBeside("2026-12", 1), monthBeside("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
  const isTold = (month: string) => hasBegun(month, november.from_s);
  expect(["2026-10", "2026-11", "2026-12", "2030-01"].map(isTold)).toEqual([true, true, false, false]);
  const isMonth = (text: string) => monthSchema.safeParse(text).success;
  expect(["2026-11", "2026-13", "26-11", "2026-11-01"].map(isMonth)).toEqual([true, false, false, false]);
});

test.each([
  ["Europe/Berlin", "2026-10", 31, 25],
  ["Europe/Berlin", "2026-03", 31, 23],
  ["Asia/Taipei", "2026-02", 28, 24],
  ["Asia/Kolkata", "2026-11", 30, 24],
])("in %s each day of %s begins at midnight", (zone, month, count, longestOrShortestH) => {
  vi.stubEnv("TZ", zone);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { from_s, to_s } = monthRange(month);
  const days = monthDays(month);
  expect(days).toHaveLength(count);
  expect(days[0]).toBe(from_s);
  expect(days.map((atS) => new Date(atS * 1_000).getHours())).toEqual(days.map(() => 0));
  const hours = days.map((atS, index) => ((days[index + 1] ?? to_s) - atS) / 3_600);
  expect(hours.find((each) => each !== 24) ?? 24).toBe(longestOrShortestH);
});

test("the time at each level, also of one that was taken before the month or holds after it", () => {
  const range = { from_s: 100, to_s: 200 };
  expect(timeByLevel([], range)).toMatchObject({ full: 100, fast: 0 });
  const steps = [
    { at_s: 50, level: "fast", reason: "vram" },
    { at_s: 120, level: "full", reason: null },
    { at_s: 150, level: "text_only", reason: "model_failed" },
  ] as const;
  expect(timeByLevel(steps, range)).toEqual({ full: 30, fast: 20, fewer_steps: 0, cpu_voice: 0, text_only: 50 });
});
