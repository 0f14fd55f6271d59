import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
let root: string;
let server: ChildProcess | null = null;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "avatar-servers-"));
  await cp(join(import.meta.dirname, ".."), join(root, "scripts"), { recursive: true });
});
afterEach(async () => {
  server?.kill("SIGKILL");
  await rm(root, { recursive: true });
});

/** Evaluates a module in the temporary project; resolves with its output. */
const evaluate = async (code: string) =>
  (await run(process.execPath, ["--input-type=module", "-e", code], { cwd: root })).stdout.trim();
const importOf = (name: string, from: string) =>
  `const { ${name} } = await import(${JSON.stringify(join(root, "scripts", from))});`;
const runningPid = () =>
  evaluate(`${importOf("runningServer", "bootstrap/running-servers.mjs")} console.log(runningServer());`);

async function startServer(): Promise<ChildProcess> {
  const code = `${importOf("recordServer", "bootstrap/running-servers.mjs")} recordServer(); console.log("up"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

test("a recorded server is found while it runs, and not after SIGKILL", async () => {
  expect(await runningPid()).toBe("null");
  server = await startServer();
  expect(await runningPid()).toBe(String(server.pid));
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
  expect(await runningPid()).toBe("null");
});

test("while a server runs, installing and building are refused unless everything is up to date", async () => {
  await mkdir(join(root, "lib"));
  await writeFile(join(root, "lib/a.ts"), "export const a = 1;\n");
  await writeFile(join(root, "package-lock.json"), "{}\n");
  server = await startServer();
  const install = evaluate(
    `${importOf("ensureInstalled", "bootstrap/install.mjs")} await ensureInstalled().catch((error) => console.log(error.message));`,
  );
  expect(await install).toContain("The packages are not those of package-lock.json. A server runs from this folder");
  const build = () =>
    evaluate(
      `${importOf("ensureBuilt", "build.mjs")} await ensureBuilt(["server"]).then(() => console.log("fine"), (error) => console.log(error.message));`,
    );
  expect(await build()).toContain(`A server runs from this folder (process ${server.pid})`);
  await mkdir(join(root, "dist"));
  await writeFile(join(root, "dist/main.js"), "export {};\n");
  await evaluate(
    `${importOf("staleParts, stampContentOf", "build.mjs")} ${importOf("writeStamp", "bootstrap/stamp.mjs")}
     for (const part of staleParts(["server"])) writeStamp(part.stampPath, stampContentOf(part));`,
  );
  expect(await build()).toBe("fine");
  // A power cut can truncate a file that was not synced.
  await truncate(join(root, "dist/main.js"));
  expect(await build()).toContain("out of date or incomplete");
  await rm(join(root, "dist/main.js"));
  expect(await build()).toContain("out of date or incomplete");
});
