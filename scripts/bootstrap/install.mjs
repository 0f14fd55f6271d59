import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { inProject } from "./paths.mjs";
import { runCommand } from "./run-command.mjs";
import { requireNoServer } from "./running-servers.mjs";
import { readStamp, removeStamp, writeStamp } from "./stamp.mjs";
import { say } from "./words.mjs";

const installTimeoutMs = 30 * 60_000;
const stampPath = inProject("node_modules", ".avatar-installed");
/** This file exists while npm works. It lies outside of node_modules, which npm may remove. */
const unfinishedPath = inProject(".cache", "install-unfinished");

const npmEnvironment = {
  // Skips a script that fetches CUDA libraries; the package contains the CPU library.
  ONNXRUNTIME_NODE_INSTALL: "skip",
};

function wantedStamp() {
  const lock = createHash("sha256")
    .update(readFileSync(inProject("package-lock.json")))
    .digest("hex");
  return `${lock} node-${process.versions.modules} ${process.platform}-${process.arch}\n`;
}

/** True when every package that npm has recorded is there; somebody may have deleted a part of node_modules. */
export function hasAllPackages() {
  try {
    const { packages } = JSON.parse(readFileSync(inProject("node_modules", ".package-lock.json"), "utf8"));
    return Object.keys(packages).every((path) => existsSync(inProject(path, "package.json")));
  } catch {
    // npm has recorded nothing to compare with.
    return true;
  }
}

const sayEveryMs = 15_000;

/** How many of the lock's packages are there. */
export function countPackages() {
  const { packages } = JSON.parse(readFileSync(inProject("package-lock.json"), "utf8"));
  return Object.keys(packages).filter((path) => path !== "" && existsSync(inProject(path, "package.json"))).length;
}

/** Says how far npm is while `work` runs: it takes minutes, and says nothing itself. */
async function withProgress(work) {
  const startedMs = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedMs) / 1_000);
    console.error(`  ${say("{count} packages so far, {seconds} s", { count: countPackages(), seconds })}`);
  }, sayEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Runs npm: the one that started this process, else the one on PATH. */
function npm(args, { capture = false } = {}) {
  const own = process.env.npm_execpath;
  const [command, first] = own?.endsWith("npm-cli.js") ? [process.execPath, [own]] : ["npm", []];
  // The build needs the development packages, whatever NODE_ENV says.
  const options = ["--include=dev", "--include=optional", "--no-fund", "--no-audit", "--loglevel=error"];
  return runCommand(command, [...first, ...args, ...options], {
    timeoutMs: installTimeoutMs,
    env: npmEnvironment,
    capture,
    // npm's own summary is English; what went wrong comes on standard error.
    hideOutput: true,
  });
}

/**
 * Installs into an empty node_modules, with `npm ci` if it accepts the lock. It refuses a lock that was written
 * against a mirror without the packages of other platforms; `npm install` takes the same versions from such a lock.
 */
async function installClean() {
  rmSync(inProject("node_modules"), { recursive: true, force: true });
  const isAccepted = (await npm(["ci", "--dry-run"], { capture: true })).code === 0;
  return npm(isAccepted ? ["ci"] : ["install", "--no-save"]);
}

/** The tools for compiling native packages that are missing on PATH. */
export async function missingBuildTools() {
  const tools = [
    ["python3", ["python3", "python"]],
    ["make", ["make", "gmake"]],
    ["g++", ["g++", "c++", "clang++"]],
  ];
  const missing = [];
  for (const [name, commands] of tools) {
    const found = await Promise.all(
      commands.map((command) =>
        runCommand(command, ["--version"], { timeoutMs: 10_000, capture: true }).then(
          ({ code }) => code === 0,
          () => false,
        ),
      ),
    );
    if (!found.includes(true)) missing.push(name);
  }
  return missing;
}

/** Loads the native packages in a child process, which a broken one may crash. Resolves with the error, or null. */
async function nativePackagesProblem() {
  const script = 'new (require("better-sqlite3"))(":memory:").close()';
  const { code, output } = await runCommand(process.execPath, ["-e", script], { timeoutMs: 60_000, capture: true });
  return code === 0 ? null : output.trim().split("\n").slice(0, 6).join("\n");
}

/**
 * What a person can do about a failed install. A fresh machine may lack the build tools, the network or both; the
 * message of npm, which is on the terminal already, tells which.
 * @param {string[]} missing from missingBuildTools
 */
export function installAdvice(missing) {
  if (missing.length === 0)
    return say("Check the network and npm's configuration (npm config get registry, npm ping), then start again.");
  return [
    say(
      "If the message names node-gyp, a native package must be compiled here, and what it needs is missing: {tools}. Install that (Debian: apt-get install {packages}; macOS: xcode-select --install).",
      { tools: missing.join(", "), packages: missing.join(" ") },
    ),
    say("If not, check the network and npm's configuration (npm config get registry, npm ping). Then start again."),
  ].join("\n");
}

async function failInstall(reason) {
  throw new Error(`${reason}\n${installAdvice(await missingBuildTools())}`);
}

/**
 * Installs the packages of package-lock.json unless they are installed. It begins with an empty folder after an
 * interruption or when packages are missing; when only the lock has changed, it installs the differences.
 */
export async function ensureInstalled() {
  const wanted = wantedStamp();
  const isClean = !existsSync(inProject("node_modules")) || existsSync(unfinishedPath) || !hasAllPackages();
  if (readStamp(stampPath) === wanted && !isClean) return;
  requireNoServer(say("The packages are not those of package-lock.json."));
  console.error(say("Installing packages…"));
  writeStamp(unfinishedPath, "npm was interrupted\n");
  removeStamp(stampPath);
  // --no-save keeps npm from rewriting package-lock.json.
  const isInstalled = await withProgress(async () => {
    const isRepaired = !isClean && (await npm(["install", "--no-save"])).code === 0;
    return isRepaired || (await installClean()).code === 0;
  });
  if (!isInstalled) await failInstall(say("npm could not install the packages; its own message is above."));
  let problem = await nativePackagesProblem();
  if (problem) {
    console.error(say("Compiling native packages…"));
    await npm(["rebuild", "better-sqlite3"]);
    problem = await nativePackagesProblem();
  }
  if (problem) await failInstall(`${say("better-sqlite3 does not load:")}\n${problem}`);
  writeStamp(stampPath, wanted);
  removeStamp(unfinishedPath);
}

/** `require`, resolved from the project's root; use it only after ensureInstalled. */
export const projectRequire = createRequire(inProject("package.json"));
