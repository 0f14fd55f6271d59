import { expect, test } from "vitest";
import { padded, peakOf, windowsOf } from "./windows";

test("short audio is one window", () => {
  expect(windowsOf(new Float32Array(16_000)).map(({ length }) => length)).toEqual([16_000]);
});

test("long audio is cut in a quiet place, without loss", () => {
  const audio = new Float32Array(60 * 16_000).fill(0.5);
  audio.fill(0, 22 * 16_000, 22.5 * 16_000);
  const windows = windowsOf(audio);
  expect(windows.reduce((sum, { length }) => sum + length, 0)).toBe(audio.length);
  const firstSeconds = (windows[0]?.length ?? 0) / 16_000;
  expect(firstSeconds).toBeGreaterThan(22);
  expect(firstSeconds).toBeLessThan(22.5);
  for (const { length } of windows) expect(length).toBeLessThanOrEqual(28 * 16_000);
});

test("padding keeps the sound", () => {
  const sound = Float32Array.of(0.1, -0.9, 0.2);
  expect(peakOf(padded(sound, 0.25))).toBeCloseTo(0.9);
  expect(padded(sound, 0.25)[4_001]).toBeCloseTo(-0.9);
});
