/**
 * `npm start`, `npm run dev` and `npm test` on any clone, a bare one too: nothing here needs a package before it has
 * been installed. Every step is skipped when its result is there, and begun again when it was interrupted.
 */
import { pathToFileURL } from "node:url";
import { checkNode } from "./bootstrap/node-version.mjs";

checkNode();
const { inProject, projectRoot } = await import("./bootstrap/paths.mjs");
const { withProjectLock } = await import("./bootstrap/project-lock.mjs");
const { onStarterGone } = await import("./bootstrap/starter.mjs");
const { noteServer } = await import("./bootstrap/running-servers.mjs");
const { ensureInstalled, explainFailure } = await import("./bootstrap/install.mjs");
const { buildWorklets, ensureBuilt } = await import("./build.mjs");

/** The server runs in this very process: it gets the signals itself, and its exit code is ours. */
async function start() {
  await withProjectLock(async () => {
    await ensureInstalled();
    await ensureBuilt();
    noteServer();
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
  console.error("Usage: bootstrap.mjs start|dev|test");
  process.exit(2);
}
process.chdir(projectRoot);
const endWatch = onStarterGone(() => process.kill(process.pid, "SIGTERM"));
try {
  await command();
  // From here on the server watches by itself.
  endWatch();
} catch (error) {
  console.error(error.stack && process.env.AVATAR_LOG_LEVEL === "debug" ? error.stack : explainFailure(error));
  process.exit(1);
}
