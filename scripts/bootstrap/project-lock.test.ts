import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "avatar-lock-"));
  await cp(import.meta.dirname, join(root, "scripts/bootstrap"), { recursive: true });
  await mkdir(join(root, ".cache"));
});
afterEach(() => rm(root, { recursive: true }));

/** Waits for a line on stdin, takes the lock, and prints `both` when another process holds it at the same time. */
const contender = `
  import { openSync, closeSync, rmSync } from "node:fs";
  import { once } from "node:events";
  import { setTimeout as delay } from "node:timers/promises";
  const { withProjectLock } = await import(process.argv[1]);
  process.stdout.write("ready\\n");
  await once(process.stdin, "data");
  await withProjectLock(async () => {
    let file = null;
    try { file = openSync("inside", "wx"); } catch { process.stdout.write("both\\n"); }
    await delay(5);
    if (file !== null) { closeSync(file); rmSync("inside"); }
  });
  process.exit(0);
`;

test("after a killed start, concurrent starts take the lock one at a time and leave no files behind", async () => {
  const script = join(root, "contender.mjs");
  await writeFile(script, contender.replace("process.argv[1]", "process.argv[2]"));
  // The lock of a killed process: no process has this id and start time.
  await writeFile(join(root, ".cache/bootstrap.lock"), "4194303 1");
  const contenders = Array.from({ length: 8 }, () =>
    spawn(process.execPath, [script, join(root, "scripts/bootstrap/project-lock.mjs")], { cwd: root }),
  );
  const outputs = contenders.map(() => "");
  await Promise.all(
    contenders.map(async (child, at) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        outputs[at] += text;
      });
      await once(child.stdout, "data");
    }),
  );
  const ended = contenders.map((child) => once(child, "exit"));
  for (const child of contenders) child.stdin.write("go\n");
  expect((await Promise.all(ended)).map(([code]) => code)).toEqual(new Array(8).fill(0));
  expect(outputs).toEqual(new Array(8).fill("ready\n"));
  expect(await readdir(join(root, ".cache"))).toEqual([]);
});
