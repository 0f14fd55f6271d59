import { expect, it } from "vitest";
import { ok, runCheck, warning, worstLevel } from "./check";

const forever = new Promise<never>(() => undefined);

it("turns an error of a check into a failed finding", async () => {
  const findings = await runCheck({
    name: "Broken",
    timeLimitMs: 60_000,
    run() {
      throw new Error("no such thing");
    },
  });
  expect(findings).toEqual([expect.objectContaining({ name: "Broken", level: "failed", message: "no such thing" })]);
});

it("fails a check that hangs, and aborts its signal", async () => {
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

it("finds the worst level", () => {
  expect(worstLevel([])).toBe("ok");
  expect(worstLevel([ok("a", ""), warning("b", "", "")])).toBe("warning");
  expect(worstLevel([{ name: "c", level: "failed", message: "", advice: null }, ok("a", "")])).toBe("failed");
});
