/**
 * `npm start`, `npm run dev` and `npm test` on any clone, even a bare one: nothing here imports a package before the
 * packages are installed. A step whose result exists is skipped; an interrupted step is started again.
 */
import { pathToFileURL } from "node:url";
import { checkNode } from "./bootstrap/node-version.mjs";

checkNode();
const { inProject, projectRoot } = await import("./bootstrap/paths.mjs");
const { withProjectLock } = await import("./bootstrap/project-lock.mjs");
const { onParentExit } = await import("./bootstrap/parent-exit.mjs");
const { recordServer } = await import("./bootstrap/running-servers.mjs");
const { explainFailure } = await import("./bootstrap/explain-failure.mjs");
const { say } = await import("./bootstrap/words.mjs");
const { ensureInstalled } = await import("./bootstrap/install.mjs");
const { buildWorklets, ensureBuilt } = await import("./build.mjs");

/** The server runs in this process, so it receives the signals itself and its exit code is the one of npm. */
async function start() {
  await withProjectLock(async () => {
    await ensureInstalled();
    await ensureBuilt();
    recordServer();
  });
  process.env.NODE_ENV = "production";
  await import(pathToFileURL(inProject("dist", "main.js")).href);
}

async function dev() {
  await withProjectLock(async () => {
    await ensureInstalled();
    await buildWorklets();
  });
  process.env.NODE_ENV = "development";
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(inProject("server", "main.ts")).href);
}

async function test() {
  const { runAllTests } = await import("./bootstrap/all-tests.mjs");
  process.exitCode = await runAllTests();
}

const commands = { start, dev, test };
const command = commands[process.argv[2] ?? "start"];
if (!command) {
  console.error(say("Usage: bootstrap.mjs start|dev|test"));
  process.exit(2);
}
process.chdir(projectRoot);
const endWatch = onParentExit(() => process.kill(process.pid, "SIGTERM"));
try {
  await command();
  // The server now watches its parent process itself (server/shutdown.ts).
  endWatch();
} catch (error) {
  console.error(error.stack && process.env.AVATAR_LOG_LEVEL === "debug" ? error.stack : explainFailure(error));
  process.exit(1);
}
