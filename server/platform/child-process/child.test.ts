import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Child, startModule, startProgram } from "./child";
import { describeExit } from "./child-exit";
import { readProc } from "./proc";
import { groupGone } from "./process-group";

function start(script: string, onOutOfMemory = () => undefined): Child {
  const command = { program: "sh", args: ["-c", script], environment: { PATH: process.env.PATH } };
  const child = startProgram(command, { directory: tmpdir(), onOutOfMemory });
  onTestFinished(() => child.signal("SIGKILL"));
  return child;
}

test.each([
  ["exit 7", { kind: "exited", code: 7 }, "exit code 7"],
  ["kill -9 $$", { kind: "killed", signal: "SIGKILL" }, "SIGKILL"],
] as const)("`%s` is told as it was", async (script, exit, words) => {
  const child = start(script);
  expect(await child.exited).toEqual(exit);
  expect(describeExit(await child.exited)).toBe(words);
  expect(child.isRunning()).toBe(false);
});

test.each([
  ["as an event", ["/no/such/program"]],
  ["as an error that is thrown", ["sh", "\0"]],
])("a start that the system refuses is an exit, reported %s", async (_, [program = "", ...args]) => {
  const child = startProgram(
    { program, args, environment: {} },
    { directory: tmpdir(), onOutOfMemory: () => undefined },
  );
  expect(child).toMatchObject({ pid: null });
  const exit = await child.exited;
  expect(exit.kind).toBe("not_started");
  expect(describeExit(exit)).toMatch(/^could not be started: /);
  child.signal("SIGTERM");
  await child.tailRead;
});

test("the tail has both streams and is complete even if a child of the program holds them open", async () => {
  let shortages = 0;
  const child = start(
    "echo loading; echo 'torch.OutOfMemoryError: no memory' >&2; sleep 60 & exit 3",
    () => void shortages++,
  );
  await child.tailRead;
  expect([...child.tail.lines()].sort()).toEqual(["loading", "torch.OutOfMemoryError: no memory"]);
  expect([shortages, child.tail.sawOutOfMemory()]).toEqual([1, true]);
});

test("a signal reaches all processes that a program has started", async () => {
  const child = start("sleep 60 & sleep 60 & wait");
  const group = child.pid ?? 0;
  expect(readProc(group)?.groupId).toBe(group);
  child.signal("SIGKILL");
  expect(await child.exited).toEqual({ kind: "killed", signal: "SIGKILL" });
  expect(await groupGone(group, 5_000)).toBe(true);
});

test("a module stays in our process group and gets our environment without secrets plus the given variables", async () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-child-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "module.mjs");
  writeFileSync(path, "process.send([process.env.AVATAR_ADMIN_PASSWORD, process.env.GREETING, process.env.PATH]);");
  process.env.AVATAR_ADMIN_PASSWORD = "not for models";
  onTestFinished(() => void delete process.env.AVATAR_ADMIN_PASSWORD);
  const child = startModule({ path, execArgv: [] }, { GREETING: "hello" });
  expect(readProc(child.pid ?? 0)?.groupId).toBe(readProc(process.pid)?.groupId);
  const told = new Promise((resolve) => child.handle?.once("message", resolve));
  expect(await told).toEqual([undefined, "hello", process.env.PATH]);
  child.signal("SIGKILL");
  await child.exited;
});
