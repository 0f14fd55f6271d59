import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { identityOf, isRunning } from "./process-identity.mjs";

it("distinguishes a running process from an ended one, and from a later one with the same id", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const identity = identityOf(child.pid);
  expect(identity).toMatch(new RegExp(`^${child.pid}\\b`));
  expect(isRunning(identity)).toBe(true);
  expect(isRunning(`${child.pid} 1`)).toBe(false);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(identityOf(child.pid)).toBeNull();
  expect(isRunning(identity)).toBe(false);
  expect(isRunning("")).toBe(false);
});
