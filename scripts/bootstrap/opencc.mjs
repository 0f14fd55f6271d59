import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { inProject } from "./paths.mjs";
import { runCommand } from "./run-command.mjs";

const installTimeoutMs = 60_000;

/**
 * A folder with the OpenCC that the F5-TTS worker pins (2.4 MB), for its table of words; pip fetches it once. Null, with
 * a line that says why, where pip can't: that one test is then skipped.
 */
export async function ensureOpencc() {
  const requirements = readFileSync(inProject("server", "inference", "workers", "requirements-f5-tts.txt"), "utf8");
  const pin = /^opencc==\S+$/m.exec(requirements)?.[0] ?? "opencc";
  const folder = inProject(".cache", "python", pin);
  if (existsSync(folder)) return folder;
  // An installation that is interrupted must not look like a whole one: the folder gets its name at the end.
  const beside = `${folder}.${process.pid}`;
  const install = ["-m", "pip", "install", "--no-input", "--no-deps", "--only-binary=:all:", "--target", beside, pin];
  const run = await runCommand("python3", install, { timeoutMs: installTimeoutMs, capture: true });
  if (run.code === 0 && !existsSync(folder)) renameSync(beside, folder);
  rmSync(beside, { recursive: true, force: true });
  if (run.code === 0) return folder;
  const why = run.isTimedOut ? "pip did not answer in time" : (run.output.trim().split("\n").at(-1) ?? "");
  console.log(`The words that F5-TTS is given to read are not checked: no ${pin} (${why}).`);
  return null;
}
