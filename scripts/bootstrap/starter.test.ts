import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

const modulePath = JSON.stringify(join(import.meta.dirname, "starter.mjs"));
const work = `
  const { onStarterGone } = await import(${modulePath});
  onStarterGone(() => { console.log("told to end"); process.exit(); });
  setInterval(() => {}, 1_000);
  console.log("at work");
`;
/** Stands for npm: starts the work, and ends with a line on its standard input. */
const starter = `
  require("node:child_process").spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(work)}], { stdio: "inherit" });
  process.stdin.once("data", () => process.exit());
`;

test("what npm started is told when npm is gone", async () => {
  const npm = spawn(process.execPath, ["-e", starter], { env: { ...process.env, npm_lifecycle_event: "start" } });
  npm.stdout.setEncoding("utf8");
  expect((await once(npm.stdout, "data"))[0]).toBe("at work\n");
  npm.stdin.end("end\n");
  expect((await once(npm.stdout, "data"))[0]).toBe("told to end\n");
});
