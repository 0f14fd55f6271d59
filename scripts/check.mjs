/** `npm run check`: all static checks, in parallel. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inProject } from "./bootstrap/paths.mjs";
import { runCommand } from "./bootstrap/run-command.mjs";

const stepTimeoutMs = 5 * 60_000;

/** Versions below these have known vulnerabilities. `npm audit` does not work with every mirror. */
const securityFloors = {
  // WebSocket-upgrade SSRF (CVE-2026-44578), image optimizer RCE (GHSA-2xp9-vwfh-vxw4).
  next: "16.3.3",
  "next-auth": "4.24.15",
  // GHSA-2m8v-j782-fhvr
  "socket.io-parser": "4.2.7",
};

const tool = (path) => ["node_modules", ...path.split("/")];
/**
 * Each tool reuses what it found out about files that have not changed. dependency-cruiser compares the contents of all
 * sources, its configuration included; a package or a path that is no longer there is reported by the compiler.
 */
const cacheOf = (name) => inProject(".cache", "check", name);
/** The rules have two configurations, because folder circles leave tests out, and so can't share one run. */
const cruise = (name, args) => ({
  name,
  tool: tool("dependency-cruiser/bin/dependency-cruise.mjs"),
  args: ["--cache", cacheOf(name.replace(" ", "-")), "--cache-strategy", "content", ...args],
});
const productFolders = ["app", "components", "lib", "scripts", "server", "drizzle", "i18n"];
const steps = [
  { name: "biome", tool: tool("@biomejs/biome/bin/biome"), args: ["ci", "--colors=off", "."] },
  // The native compiler takes a third of the time. `typescript` stays for the tools that call it from JavaScript. On one
  // thread it does the same with half of the work, and the other steps run beside it.
  { name: "types", tool: tool("typescript-native/bin/tsc"), args: ["--noEmit", "--singleThreaded", "-p", "."] },
  cruise("imports", [...productFolders, "proxy.ts", "e2e", "bench"]),
  cruise("folder circles", ["-c", ".dependency-cruiser.folders.cjs", ...productFolders]),
  {
    name: "unused code",
    tool: tool("knip/bin/knip.js"),
    args: ["--no-progress", "--cache", "--cache-location", cacheOf("unused-code")],
  },
];

function isBelow(version, floor) {
  const [own, least] = [version, floor].map((text) => text.split("-")[0].split(".").map(Number));
  const index = own.findIndex((part, position) => part !== least[position]);
  return index === -1 ? version.includes("-") : own[index] < least[index];
}

/**
 * Checks that the lock installs from any registry and holds no vulnerable version. Returns the problems.
 * @param {{ packages: Record<string, { version?: string, resolved?: string, link?: boolean }> }} lock
 * @param {Record<string, string>} floors
 */
export function lockProblems(lock, floors = securityFloors) {
  const problems = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (entry.resolved && !entry.link) problems.push(`${path} names the registry that it came from: ${entry.resolved}`);
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const floor = path.includes("node_modules/") ? floors[name] : undefined;
    if (floor && isBelow(entry.version, floor)) problems.push(`${path} is ${entry.version}, below ${floor}`);
  }
  for (const name of Object.keys(floors)) {
    if (!Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`))) {
      problems.push(`${name} is not in the lock: take its floor out of the list`);
    }
  }
  return problems;
}

async function runStep({ name, tool, args }) {
  const startedAtMs = performance.now();
  const { code, output, isTimedOut } = await runCommand(process.execPath, [inProject(...tool), ...args], {
    timeoutMs: stepTimeoutMs,
    capture: true,
    env: { NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  return {
    name,
    isPassed: code === 0,
    seconds,
    output: isTimedOut ? `${output}\nIt took too long and was killed.` : output,
  };
}

function checkLock() {
  const startedAtMs = performance.now();
  const problems = lockProblems(JSON.parse(readFileSync(inProject("package-lock.json"), "utf8")));
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { name: "package lock", isPassed: problems.length === 0, seconds, output: problems.join("\n") };
}

/** Runs every step and prints a line for each, with the output of the failed ones. Resolves with the counts. */
export async function runChecks() {
  const results = [checkLock(), ...(await Promise.all(steps.map(runStep)))];
  for (const { name, isPassed, output } of results) if (!isPassed) console.log(`\n── ${name}\n${output.trim()}\n`);
  for (const { name, isPassed, seconds } of results) {
    console.log(`${isPassed ? "ok    " : "FAILED"}  ${name.padEnd(14)} ${seconds.toFixed(1)} s`);
  }
  const failed = results.filter(({ isPassed }) => !isPassed).length;
  return { passed: results.length - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { failed } = await runChecks();
  process.exitCode = failed > 0 ? 1 : 0;
}
