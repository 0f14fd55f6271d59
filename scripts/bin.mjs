#!/usr/bin/env node
/**
 * `npx avatar …`: installs the packages and builds the command's bundle if needed, then runs the command. While a
 * server runs from this folder, the command uses that server's build, even when the sources have changed since.
 */
import { checkNode } from "./bootstrap/node-version.mjs";

checkNode();
const { inProject } = await import("./bootstrap/paths.mjs");
const { explainFailure } = await import("./bootstrap/explain-failure.mjs");
const { ensureInstalled } = await import("./bootstrap/install.mjs");
const { existsSync } = await import("node:fs");
const { pathToFileURL } = await import("node:url");
try {
  const { withProjectLock } = await import("./bootstrap/project-lock.mjs");
  const { runningServer } = await import("./bootstrap/running-servers.mjs");
  if (runningServer() === null || !existsSync(inProject("dist", "avatar.js"))) {
    const { ensureBuilt } = await import("./build.mjs");
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt(["server"]);
    });
  }
  await import(pathToFileURL(inProject("dist", "avatar.js")).href);
} catch (error) {
  console.error(explainFailure(error));
  process.exit(1);
}
