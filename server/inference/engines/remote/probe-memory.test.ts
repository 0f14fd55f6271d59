import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const script = join(import.meta.dirname, "testing/probe-memory.process.ts");
const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

test("ten thousand probes, as many as in a day, do not make the memory grow", async () => {
  const { stdout } = await run(process.execPath, ["--expose-gc", "--import", tsxLoader, script, "10000"]);
  // The limit is a hundred bytes a probe; with AbortSignal.any it was some kilobytes.
  expect(Number(stdout)).toBeLessThan(1_000);
}, 240_000);
