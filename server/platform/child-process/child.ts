import { type ChildProcess, fork, spawn } from "node:child_process";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChildExit, exitOf } from "./child-exit";
import { childEnvironment } from "./environment";
import type { ProcessEntry } from "./process-entry";
import { signalGroup } from "./process-group";
import { createStderrTail, type StderrTail } from "./stderr-tail";

/** A program, its arguments and its whole environment. */
export interface ProgramCommand {
  program: string;
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
}

/** One of our child processes, from start to end. A start that the operating system refuses also counts as an exit. */
export interface Child {
  /** Null: it could not be started. */
  readonly pid: number | null;
  /** Node's handle, for IPC messages; null when the process could not be started. */
  readonly handle: ChildProcess | null;
  /** The last lines it printed. */
  readonly tail: StderrTail;
  /** Resolves when the process itself has ended; its own children may still run. */
  readonly exited: Promise<ChildExit>;
  /**
   * Resolves when the tail is complete: at the streams' end, or after 500 ms when another process holds the pipes open.
   */
  readonly tailRead: Promise<void>;
  isRunning(): boolean;
  /** Sends a signal, to the whole process group if the child leads one. No error when it has already ended. */
  signal(signal: NodeJS.Signals): void;
}

/** How long to read what is left in the pipes of an ended process, ms. */
const tailReadMs = 500;

/**
 * Runs a program in its own process group, because model servers start further processes and all of them must end
 * together. The tail has its stdout and stderr; `onOutOfMemory` is called when a line says that a GPU is out of memory.
 */
export function startProgram(
  { program, args, environment }: ProgramCommand,
  { directory, onOutOfMemory }: { directory: string; onOutOfMemory: () => void },
): Child {
  const launch = () =>
    spawn(program, [...args], {
      cwd: directory,
      env: { ...environment } as NodeJS.ProcessEnv,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
  return follow(launch, { leadsGroup: true, tail: createStderrTail(onOutOfMemory) });
}

/**
 * Runs one of our modules with Node's IPC (typed arrays keep their type) and `childEnvironment`. It stays in our
 * process group and exits when the IPC channel closes.
 */
export function startModule({ path, execArgv }: ProcessEntry, environment: Readonly<Record<string, string>>): Child {
  const launch = () =>
    fork(path, [], {
      execArgv,
      serialization: "advanced",
      cwd: dirname(path),
      env: { ...childEnvironment(process.env), ...environment },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
  return follow(launch, { leadsGroup: false, tail: createStderrTail() });
}

function follow(launch: () => ChildProcess, { leadsGroup, tail }: { leadsGroup: boolean; tail: StderrTail }): Child {
  let child: ChildProcess;
  try {
    child = launch();
  } catch (error) {
    // `spawn` throws some failures (out of memory, arguments too long) and reports others as events.
    return neverStarted(error as NodeJS.ErrnoException, tail);
  }
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) {
    const lines = tail.stream();
    stream?.setEncoding("utf8").on("data", lines.push).once("end", lines.end);
  }
  const closed = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  const exited = exitOf(child);
  const tailRead = exited.then(async () => {
    await Promise.race([closed, sleep(tailReadMs, undefined, { ref: false })]);
    for (const stream of streams) stream?.destroy();
  });
  return {
    pid: child.pid ?? null,
    handle: child,
    tail,
    exited,
    tailRead,
    isRunning: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    signal(signal) {
      if (child.pid === undefined) return;
      if (leadsGroup) signalGroup(child.pid, signal);
      else child.kill(signal);
    },
  };
}

function neverStarted(error: NodeJS.ErrnoException, tail: StderrTail): Child {
  return {
    pid: null,
    handle: null,
    tail,
    exited: Promise.resolve({ kind: "not_started", error }),
    tailRead: Promise.resolve(),
    isRunning: () => false,
    signal: () => undefined,
  };
}
