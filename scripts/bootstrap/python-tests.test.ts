import { describe, expect, it } from "vitest";
import { countUnittest } from "./python-tests.mjs";

describe("counting Python's tests", () => {
  it("counts a run without failures", () => {
    expect(countUnittest("..\n-----\nRan 2 tests in 0.1s\n\nOK\n", 0)).toEqual({ passed: 2, failed: 0, skipped: 0 });
    expect(countUnittest("Ran 1 test in 0.1s\n\nOK (skipped=1)\n", 0)).toEqual({ passed: 0, failed: 0, skipped: 1 });
  });

  it("counts failures and errors as failed", () => {
    const output = "Ran 9 tests in 8.9s\n\nFAILED (failures=1, errors=2, skipped=3, unexpected successes=1)\n";
    expect(countUnittest(output, 1)).toEqual({ passed: 2, failed: 4, skipped: 3 });
  });

  it("counts a run that ended without a verdict as one failure", () => {
    expect(countUnittest("Traceback (most recent call last):\n", 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countUnittest("Ran 0 tests in 0.000s\n\nNO TESTS RAN\n", 5)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
