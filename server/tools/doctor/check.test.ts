import { expect, it } from "vitest";
import { ok, runCheck, warning, worstLevel } from "./check";

const forever = new Promise<never>(() => undefined);

it("turns what a check throws into a failed line", async () => {
  const findings = await runCheck({
    name: "Broken",
    timeLimitMs: 60_000,
    run() {
      throw new Error("no such thing");
    },
  });
  expect(findings).toEqual([expect.objectContaining({ name: "Broken", level: "failed", message: "no such thing" })]);
});

it("ends a check that hangs, with its signal aborted", async () => {
  const signals: AbortSignal[] = [];
  const findings = await runCheck({
    name: "Hung",
    timeLimitMs: 1,
    run(signal) {
      signals.push(signal);
      return forever;
    },
  });
  expect(findings).toEqual([expect.objectContaining({ name: "Hung", level: "failed" })]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

it("knows the worst of all", () => {
  expect(worstLevel([])).toBe("ok");
  expect(worstLevel([ok("a", ""), warning("b", "", "")])).toBe("warning");
  expect(worstLevel([{ name: "c", level: "failed", message: "", advice: null }, ok("a", "")])).toBe("failed");
});
