import { ensureOpencc } from "./opencc.mjs";
import { inProject } from "./paths.mjs";
import { runCommand } from "./run-command.mjs";

const probeTimeoutMs = 10_000;
const suiteTimeoutMs = 5 * 60_000;
/** The oldest Python 3 minor version for the model workers (docs/model-workers.md). */
const oldestMinor = 10;

/**
 * Reads the counts from the last lines of Python's unittest: `Ran N tests in …`, then `OK` or
 * `FAILED (failures=1, errors=2)`. A run without a verdict counts as one failure.
 * @param {string} output
 * @param {number} exitCode
 */
export function countUnittest(output, exitCode) {
  const total = Number(/^Ran (\d+) tests? in /m.exec(output)?.[1] ?? 0);
  const verdict = /^(?:OK|FAILED)(?: \((.*)\))?$/m.exec(output)?.[1] ?? "";
  const count = (kind) => Number(new RegExp(`(?:^|, )${kind}=(\\d+)`).exec(verdict)?.[1] ?? 0);
  const failed = count("failures") + count("errors") + count("unexpected successes");
  const skipped = count("skipped");
  const passed = Math.max(0, total - failed - skipped);
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped };
}

/**
 * Runs the model workers' tests, which need Python's standard library and, for one of them, OpenCC. Without a Python
 * they are skipped.
 */
export async function runPythonTests() {
  const version = ["-c", "import sys; print(*sys.version_info[:2])"];
  const probe = await runCommand("python3", version, { timeoutMs: probeTimeoutMs, capture: true }).catch(() => null);
  const [major, minor] = (probe?.code === 0 ? probe.output : "0 0").trim().split(" ").map(Number);
  if (major !== 3 || minor < oldestMinor) {
    console.log(`No Python 3.${oldestMinor} or newer here as python3: the tests of the model workers are skipped.`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const suite = ["-m", "unittest", "discover", "-s", inProject("server", "inference", "workers")];
  const opencc = await ensureOpencc();
  const env = { PYTHONDONTWRITEBYTECODE: "1", ...(opencc && { PYTHONPATH: opencc }) };
  const { code, output, isTimedOut } = await runCommand("python3", suite, {
    timeoutMs: suiteTimeoutMs,
    env,
    capture: true,
  });
  console.log(output.trim());
  if (isTimedOut) console.log(`Killed after ${suiteTimeoutMs / 60_000} minutes.`);
  return countUnittest(output, code);
}
