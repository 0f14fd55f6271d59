import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "./run-command.mjs";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it("resolves with exit code and output", async () => {
  const script = "console.log('out'); console.error('err'); process.exit(3)";
  const { code, output } = await runCommand(process.execPath, ["-e", script], { timeoutMs: 60_000, capture: true });
  expect(code).toBe(3);
  expect(output).toContain("out\n");
  expect(output).toContain("err\n");
});

it("rejects when the command does not exist", async () => {
  await expect(runCommand("no-such-command", [], { timeoutMs: 1_000, capture: true })).rejects.toThrow("ENOENT");
});

it("kills the whole group at the time-out, grandchildren too", async () => {
  const script = "sleep 1000 & echo $!; wait";
  const { code, output, isTimedOut } = await runCommand("sh", ["-c", script], { timeoutMs: 500, capture: true });
  expect(isTimedOut).toBe(true);
  expect(code).not.toBe(0);
  const grandchild = Number(output);
  expect(grandchild).toBeGreaterThan(1);
  while (isAlive(grandchild)) await new Promise((resolve) => setImmediate(resolve));
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends the command's whole group on %s", async (signal) => {
  const root = await mkdtemp(join(tmpdir(), "avatar-command-"));
  await cp(import.meta.dirname, join(root, "scripts/bootstrap"), { recursive: true });
  const modulePath = JSON.stringify(join(root, "scripts/bootstrap/run-command.mjs"));
  const program = `
    const { runCommand } = await import(${modulePath});
    await runCommand("sh", ["-c", "sleep 1000 & echo $!; wait"], { timeoutMs: 600_000 });
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output] = await once(child.stdout, "data");
  child.kill(signal);
  await once(child, "exit");
  const grandchild = Number(output);
  expect(grandchild).toBeGreaterThan(1);
  while (isAlive(grandchild)) await new Promise((resolve) => setImmediate(resolve));
  await rm(root, { recursive: true });
});
