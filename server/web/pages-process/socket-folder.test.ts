import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { makeSocketPath } from "./socket-folder";

test("the folder of a killed server is removed, unless the server's process can't be seen from here", () => {
  const parent = mkdtempSync(join(tmpdir(), "avatar-tmp-"));
  vi.stubEnv("TMPDIR", parent);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(parent, { recursive: true });
  });
  const own = dirname(makeSocketPath());
  expect(dirname(own)).toBe(parent);
  const { pid: endedPid } = spawnSync(process.execPath, ["--version"]);
  const namespace = basename(own).split("-")[3];
  const ofKilled = join(parent, `avatar-pages-${endedPid}-${namespace}-abcdef`);
  const ofContainer = join(parent, `avatar-pages-${endedPid}-other-abcdef`);
  for (const folder of [ofKilled, ofContainer]) mkdirSync(folder);
  makeSocketPath();
  expect([own, ofKilled, ofContainer].map((folder) => existsSync(folder))).toEqual([true, false, true]);
});
