import { describe, expect, it } from "vitest";
import { reconnectDelayMs } from "./backoff";

describe("reconnectDelayMs", () => {
  it("doubles up to a ceiling", () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => reconnectDelayMs(attempt, 1));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it("spreads each wait over its second half", () => {
    expect(reconnectDelayMs(3, 0)).toBe(1_000);
    expect(reconnectDelayMs(3, 0.5)).toBe(1_500);
    expect(reconnectDelayMs(1_000, 0)).toBe(7_500);
  });
});
