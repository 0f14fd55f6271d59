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

/** A Chromium to test with: AVATAR_CHROMIUM, Playwright's own, or one of this machine; null when there is none. */
export function findChromium() {
  const named = process.env.AVATAR_CHROMIUM;
  if (named) {
    if (!isExecutable(named)) throw new Error(`AVATAR_CHROMIUM is ${named}, which cannot be run.`);
    return named;
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

/** Like findChromium; installs Debian's package where it may, and throws an Error that says what to do where not. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.error("Installing Debian's chromium for the browser tests …");
    const options = { timeoutMs: installTimeoutMs, env: { DEBIAN_FRONTEND: "noninteractive" }, capture: true };
    await runCommand("apt-get", ["update", "-q"], options);
    const { output } = await runCommand(
      "apt-get",
      ["install", "-y", "-q", "--no-install-recommends", "chromium"],
      options,
    );
    const installed = findChromium();
    if (installed) return installed;
    console.error(output.trim().split("\n").slice(-5).join("\n"));
  }
  throw new Error(
    "The browser tests need a Chromium. Install one (Debian: apt-get install chromium; any system: npx playwright install chromium) or name it in AVATAR_CHROMIUM.",
  );
}
