import { mkdir, rm } from "node:fs/promises";
import { childEnvironment } from "../../platform/child-process/environment";
import { runsFrom } from "../../platform/child-process/proc";
import { requireRoom } from "../../platform/files/disk-room";
import { tryFileLock } from "../../platform/files/file-lock";
import { withTimeLimit } from "../../platform/timing/followed-signals";
import { ExplainedError, explained, type Sentence, sentence } from "../../platform/words/sentence";
import { createProgressMeter } from "../models/progress-meter";
import {
  bytesFreedWith,
  type Environment,
  type EnvironmentFolders,
  environmentFolders,
  environmentOf,
  environmentsIn,
  installedEnvironments,
  publishEnvironment,
  pythonIn,
  removeEnvironment,
} from "./environment-folder";
import { checkImport, type ImportCheck, type WorkerLibrary } from "./import-check";
import { wheelBytesIn } from "./kept-packages";
import { bytesOf, type Lock, packagesFor } from "./lock-file";
import type { InstallMeter, PackageTool } from "./package-tool";
import type { PythonInterpreter } from "./python-interpreters";
import type { WorkerName } from "./worker-builds";

export interface InstallProgress {
  step: "fetching" | "unpacking";
  packages: number;
  /** Packages that are unpacked. */
  donePackages: number;
  receivedBytes: number;
  totalBytes: number;
  bytesPerSecond: number | null;
}

export interface InstallOptions {
  modelsDir: string;
  worker: WorkerName;
  /** Name of the lock file. */
  build: string;
  lock: Lock;
  library: WorkerLibrary;
  python: PythonInterpreter;
  /** In the order in which they are tried; each later one when the one before failed. */
  tools: readonly PackageTool[];
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onProgress: (progress: InstallProgress) => void;
  /** For people: something that they should know, though it goes on. */
  onNote: (note: Sentence) => void;
}

/** The first import of PyTorch and its company takes minutes on a busy machine. */
const importTimeoutMs = 600_000;

/**
 * Makes a worker's environment beside the one in use, imports its library, and only then lets it take the other's
 * place. What has been fetched is kept over an interruption. Rejects with an Error that says what to do.
 */
export async function installEnvironment(options: InstallOptions): Promise<Environment> {
  const { modelsDir, worker, lock, signal } = options;
  const folders = environmentFolders(modelsDir, worker, lock.revision);
  await makeHome(folders);
  const release = tryFileLock(folders.lock);
  if (!release) {
    const values = { worker, folder: folders.home };
    throw explained("Another program is installing {worker} in {folder}. Wait until it is done.", values);
  }
  try {
    const present = await workingEnvironment(options);
    if (present) return present;
    // Where a new one has no room, nothing is changed.
    await requireRoomFor(options, folders);
    await removeEnvironment(folders.environment);
    await build(options, folders);
    signal.throwIfAborted();
    await publish(options, folders);
    await removeOthers(options, folders);
    const made = installedEnvironments(modelsDir, worker).find(({ revision }) => revision === lock.revision);
    if (!made) {
      throw explained("{folder} has disappeared.", { folder: folders.environment });
    }
    return made;
  } finally {
    await rm(folders.temporary, { recursive: true, force: true });
    release();
  }
}

async function makeHome(folders: EnvironmentFolders): Promise<void> {
  try {
    await mkdir(folders.home, { recursive: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw explained(
      "{folder} can't be written ({why}). Give this user the right to write there, or correct AVATAR_MODELS_DIR.",
      { folder: folders.home, why: code ?? message },
      { cause },
    );
  }
}

/** The environment of this lock, when it is there and its library can still be imported. */
async function workingEnvironment(options: InstallOptions): Promise<Environment | null> {
  const { modelsDir, worker, lock } = options;
  const present = installedEnvironments(modelsDir, worker).find(({ revision }) => revision === lock.revision);
  if (!present) return null;
  const check = await importIn(options, present.pythonPath);
  if (check.kind === "imported") return present;
  options.onNote(
    sentence("The environment in {folder} is damaged, and is made anew: {why}.", {
      ...{ folder: present.folder, why: whyNotImported(options, check) },
    }),
  );
  return null;
}

async function importIn({ library, environment, signal }: InstallOptions, python: string): Promise<ImportCheck> {
  return withTimeLimit(signal, importTimeoutMs, (limited) =>
    checkImport(library, python, { signal: limited, environment: childEnvironment(environment) }).catch(
      (error: unknown): ImportCheck => {
        signal.throwIfAborted();
        if (!limited.aborted) throw error;
        return { kind: "failed", reason: `that takes longer than ${importTimeoutMs / 1_000} s` };
      },
    ),
  );
}

/** "faster_whisper can't be imported: ended by SIGSEGV" */
function whyNotImported({ library }: InstallOptions, check: Exclude<ImportCheck, { kind: "imported" }>): Sentence {
  const reason = check.kind === "failed" ? check.reason : sentence("its Python can't be run");
  return sentence("{module} can't be imported: {reason}", { module: library.module, reason });
}

const elsewhere = sentence(
  "Try another Python with --python. If that ends alike, this machine can't run it: use a server elsewhere.",
);

async function requireRoomFor({ lock, python, tools }: InstallOptions, folders: EnvironmentFolders) {
  const packages = packagesFor(lock, python.version);
  const keptBytes = await wheelBytesIn(folders.downloads);
  // uv unpacks while it fetches, and links what it has unpacked; pip has both on the disk.
  const fetchedBytes = tools[0]?.name === "uv" ? 0 : Math.max(0, bytesOf(packages) - keptBytes);
  const replacedBytes = await bytesFreedWith(folders.environment);
  await requireRoom(folders.home, lock.installedBytes + fetchedBytes - replacedBytes, (needed, free) => {
    const values = { needed, free, folder: folders.home };
    return explained(
      "{needed} are needed and {free} are free in {folder}. Make room, or choose another disk with AVATAR_MODELS_DIR.",
      values,
    );
  });
}

async function build(options: InstallOptions, folders: EnvironmentFolders): Promise<void> {
  const { lock, python, tools, environment, signal, onNote } = options;
  const packages = packagesFor(lock, python.version);
  const wheels = packages.filter(({ kind }) => kind === "wheel");
  const sources = packages.filter(({ kind }) => kind === "source");
  for (const [index, tool] of tools.entries()) {
    const { progress, close } = meterOf(options, packages.length, bytesOf(packages));
    try {
      await rm(folders.temporary, { recursive: true, force: true });
      await mkdir(folders.temporary, { recursive: true });
      await mkdir(folders.downloads, { recursive: true });
      await tool.install({ folders, python, wheels, sources, environment, signal, progress });
      return;
    } catch (error) {
      const next = tools[index + 1];
      if (signal.aborted || next === undefined) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      onNote(sentence("{tool} could not do it, so {next} is tried:", { tool: tool.name, next: next.name }));
      onNote(sentence("{reason}", { reason }));
      await removeEnvironment(folders.environment);
    } finally {
      close();
    }
  }
}

function meterOf({ onProgress }: InstallOptions, packages: number, totalBytes: number) {
  let state: InstallProgress = {
    step: "fetching",
    packages,
    donePackages: 0,
    receivedBytes: 0,
    totalBytes,
    bytesPerSecond: null,
  };
  const show = (change: Partial<InstallProgress>) => {
    state = { ...state, ...change };
    onProgress(state);
  };
  const meter = createProgressMeter(totalBytes, ({ receivedBytes, bytesPerSecond }) =>
    show({ receivedBytes, bytesPerSecond }),
  );
  const known = new Map<string, number>();
  const progress: InstallMeter = {
    kept: meter.has,
    fetched(key, bytes) {
      const before = known.get(key) ?? 0;
      known.set(key, Math.max(before, bytes));
      meter.fetched(Math.max(0, bytes - before));
      meter.has(key, Math.max(before, bytes));
    },
    // A virtual environment begins with pip and setuptools, which are not counted.
    unpacked: (done) =>
      show({
        step: "unpacking",
        donePackages: Math.min(done, packages),
        receivedBytes: totalBytes,
        bytesPerSecond: null,
      }),
  };
  return { progress, close: meter.close };
}

async function publish(options: InstallOptions, folders: EnvironmentFolders): Promise<void> {
  const check = await importIn(options, pythonIn(folders.environment));
  if (check.kind !== "imported") {
    const isInUse = environmentOf(options.modelsDir, options.worker) !== null;
    throw new ExplainedError([
      sentence("Everything is installed, but {why}", { why: whyNotImported(options, check) }),
      ...(isInUse ? [sentence("The environment in use is unchanged.")] : []),
      elsewhere,
    ]);
  }
  const { version, python, cuda } = check;
  await publishEnvironment(folders.environment, { build: options.build, version, python, cuda });
}

/** Removes what the new environment replaces, and what was broken off, unless a worker still runs from it. */
async function removeOthers({ onNote }: InstallOptions, folders: EnvironmentFolders): Promise<void> {
  await rm(folders.downloads, { recursive: true, force: true });
  for (const folder of environmentsIn(folders)) {
    if (folder === folders.environment) continue;
    if (runsFrom(folder)) onNote(sentence("{folder} is still in use; the next installation removes it.", { folder }));
    else await removeEnvironment(folder);
  }
}
