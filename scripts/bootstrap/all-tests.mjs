import { readFileSync, rmSync } from "node:fs";
import { ensureBuilt } from "../build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { inProject } from "./paths.mjs";
import { withProjectLock } from "./project-lock.mjs";
import { runPythonTests } from "./python-tests.mjs";
import { prepareRealWhisper } from "./real-whisper.mjs";
import { runCommand } from "./run-command.mjs";

const modelsTimeoutMs = 30 * 60_000;
const suiteTimeoutMs = 30 * 60_000;

/**
 * The counts in a test runner's report. A runner that exits with an error but reports no failed test counts as one
 * failure, and so does one without a readable report.
 */
function countReport(path, exitCode, read) {
  try {
    const counts = read(JSON.parse(readFileSync(path, "utf8")));
    return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runSuite(command, reportPath, env, read) {
  // The report of an earlier run must not be read when this one writes none.
  rmSync(reportPath, { force: true });
  const { code, isTimedOut } = await runCommand(process.execPath, command, { timeoutMs: suiteTimeoutMs, env });
  if (isTimedOut) console.log(`Killed after ${suiteTimeoutMs / 60_000} minutes.`);
  return countReport(reportPath, code, read);
}

function runVitest() {
  const report = inProject(".cache", "vitest.json");
  const vitest = inProject("node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return runSuite([vitest, "run", ...reporters], report, { NODE_ENV: "test" }, (json) => ({
    passed: json.numPassedTests,
    failed: json.numFailedTests,
    skipped: json.numPendingTests,
  }));
}

function runPlaywright(chromium) {
  const report = inProject(".cache", "playwright.json");
  const playwright = inProject("node_modules", "@playwright", "test", "cli.js");
  const config = inProject("e2e", "playwright.config.ts");
  const env = { AVATAR_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  return runSuite([playwright, "test", "-c", config, "--reporter=list,json"], report, env, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }));
}

/** Runs some work as one test: it passes unless the work throws. */
async function asTest(work) {
  try {
    await work();
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(error.message);
    return { passed: 0, failed: 1 };
  }
}

/**
 * `npm test`: prepares everything, then runs the checks, the unit tests and the browser tests. Returns the exit code.
 */
export async function runAllTests() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** What is not tested on this machine, and why: said once more at the end. */
  const notTested = [];
  const stage = async (title, run) => {
    console.log(`\n━━ ${title}`);
    const { passed, failed, skipped = 0 } = await run();
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    return failed === 0;
  };
  const finish = () => {
    const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
    console.log(["", ...notTested, `${total.passed} passed, ${total.failed} failed${skipped}`].join("\n"));
    return total.failed > 0 ? 1 : 0;
  };

  if (!(await stage("install", () => asTest(() => withProjectLock(ensureInstalled))))) return finish();
  let chromium = null;
  await stage("browser", () =>
    asTest(async () => {
      chromium = await ensureChromium();
    }),
  );
  const isBuilt = await stage("build", () => asTest(() => withProjectLock(() => ensureBuilt())));
  await stage("models", () =>
    asTest(async () => {
      const pull = [inProject("dist", "avatar.js"), "models", "pull"];
      const { code } = await runCommand(process.execPath, pull, { timeoutMs: modelsTimeoutMs });
      if (code !== 0) throw new Error("The default models could not be fetched.");
    }),
  );
  await stage("faster-whisper", () =>
    asTest(async () => {
      const why = await prepareRealWhisper();
      if (why === null) return;
      notTested.push(`The Whisper worker is not tested with faster-whisper itself. ${why}`);
      console.log(notTested.at(-1));
    }),
  );
  // Imported only here, because it needs installed packages.
  const { runChecks } = await import("../check.mjs");
  await stage("checks", runChecks);
  await stage("unit and integration tests", runVitest);
  await stage("model workers' tests", runPythonTests);
  if (isBuilt && chromium) await stage("browser tests", () => runPlaywright(chromium));
  return finish();
}
