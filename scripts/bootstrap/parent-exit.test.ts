import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

const modulePath = JSON.stringify(join(import.meta.dirname, "parent-exit.mjs"));
const work = `
  const { onParentExit } = await import(${modulePath});
  onParentExit(() => { console.log("parent ended"); process.exit(); });
  setInterval(() => {}, 1_000);
  console.log("at work");
`;
/** Plays the part of npm: starts the work, and exits at the first line on stdin. */
const starter = `
  require("node:child_process").spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(work)}], { stdio: "inherit" });
  process.stdin.once("data", () => process.exit());
`;

test("a process that npm started notices when npm has ended", async () => {
  const npm = spawn(process.execPath, ["-e", starter], { env: { ...process.env, npm_lifecycle_event: "start" } });
  npm.stdout.setEncoding("utf8");
  expect((await once(npm.stdout, "data"))[0]).toBe("at work\n");
  npm.stdin.end("end\n");
  expect((await once(npm.stdout, "data"))[0]).toBe("parent ended\n");
});
