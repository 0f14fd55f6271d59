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

/** Waits for its line on stdin, takes the lock, and says `both` when somebody else is inside. */
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

test("after a killed start, of many that begin at once one goes in at a time, and nothing is left behind", async () => {
  const script = join(root, "contender.mjs");
  await writeFile(script, contender.replace("process.argv[1]", "process.argv[2]"));
  // A process that was killed: no such number, or another's start time.
  await writeFile(join(root, ".cache/bootstrap.lock"), "4194303 1");
  const contenders = Array.from({ length: 8 }, () =>
    spawn(process.execPath, [script, join(root, "scripts/bootstrap/project-lock.mjs")], { cwd: root }),
  );
  const said = contenders.map(() => "");
  await Promise.all(
    contenders.map(async (child, at) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        said[at] += text;
      });
      await once(child.stdout, "data");
    }),
  );
  const ended = contenders.map((child) => once(child, "exit"));
  for (const child of contenders) child.stdin.write("go\n");
  expect((await Promise.all(ended)).map(([code]) => code)).toEqual(new Array(8).fill(0));
  expect(said).toEqual(new Array(8).fill("ready\n"));
  expect(await readdir(join(root, ".cache"))).toEqual([]);
});
