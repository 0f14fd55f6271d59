import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { projectRequire } from "./install.mjs";
import { runCommand } from "./run-command.mjs";

const installTimeoutMs = 10 * 60_000;
const commandNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];
const macApplications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Chromium for the tests: AVATAR_CHROMIUM, Playwright's own, or one installed here; null when there is none. */
export function findChromium() {
  const configured = process.env.AVATAR_CHROMIUM;
  if (configured) {
    if (!isExecutable(configured)) throw new Error(`AVATAR_CHROMIUM is ${configured}, which cannot be run.`);
    return configured;
  }
  const own = projectRequire("@playwright/test").chromium.executablePath();
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
  const candidates = [
    own,
    ...commandNames.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...macApplications,
  ];
  return candidates.find((path) => path && isExecutable(path)) ?? null;
}

/** The errors and warnings of apt-get, at most six lines; its last six lines when it marked none. */
export function aptErrors(output) {
  const lines = output.split("\n").map((line) => line.trim());
  const marked = [...new Set(lines.filter((line) => /^(E|W|Err:?\d*)[: ]/.test(line)))];
  return (marked.length > 0 ? marked.slice(-6) : lines.filter(Boolean).slice(-6)).join("\n");
}

/** Like findChromium, but as root on Debian it installs the package. Throws an Error that says what to do otherwise. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.error("Installing Debian's chromium for the browser tests …");
    const options = { timeoutMs: installTimeoutMs, env: { DEBIAN_FRONTEND: "noninteractive" }, capture: true };
    // A fresh machine may be updating itself: apt then waits for the lock instead of failing.
    const aptOptions = ["-q", "-o", "DPkg::Lock::Timeout=300"];
    const lists = await runCommand("apt-get", ["update", ...aptOptions], options);
    const packages = ["install", "-y", ...aptOptions, "--no-install-recommends", "chromium"];
    const { output } = await runCommand("apt-get", packages, options);
    const installed = findChromium();
    if (installed) return installed;
    console.error(aptErrors(`${lists.output}\n${output}`));
  }
  throw new Error(
    "The browser tests need a Chromium. Install one (Debian: apt-get install chromium; any system: npx playwright install chromium) or name it in AVATAR_CHROMIUM.",
  );
}
