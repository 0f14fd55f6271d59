import { expect, test } from "vitest";
import { trimSilence } from "./trim";

const rateHz = 24_000;

test("silence around speech is cut, a natural pause stays", () => {
  const samples = new Float32Array(3 * rateHz);
  samples.fill(0.5, rateHz, 2 * rateHz);
  expect(trimSilence(samples, "Hello,").length / rateHz).toBeCloseTo(1.14, 2);
  expect(trimSilence(samples, "Hello.").length / rateHz).toBeCloseTo(1.32, 2);
  expect(trimSilence(samples, "你好。").length / rateHz).toBeCloseTo(1.32, 2);
  expect(trimSilence(samples, "他說：「好。」").length / rateHz).toBeCloseTo(1.32, 2);
  expect(trimSilence(samples, "好。我們走，").length / rateHz).toBeCloseTo(1.14, 2);
});

test("silence alone is nothing", () => {
  expect(trimSilence(new Float32Array(rateHz), "…")).toHaveLength(0);
});
