import { type ChildProcess, fork, spawn } from "node:child_process";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChildExit, exitOf } from "./child-exit";
import { withoutSecrets } from "./environment";
import type { ProcessEntry } from "./process-entry";
import { signalGroup } from "./process-group";
import { createStderrTail, type StderrTail } from "./stderr-tail";

/** A program, its arguments and its whole environment. */
export interface ProgramCommand {
  program: string;
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
}

/** A child process of ours from its start to its end. A start that the system refuses, in whatever way, is an exit too. */
export interface Child {
  /** Null: it could not be started. */
  readonly pid: number | null;
  /** Node's own handle, for its messages; null when it could not be started. */
  readonly handle: ChildProcess | null;
  /** The end of what it prints. */
  readonly tail: StderrTail;
  /** Resolves when the process itself has ended; what it started may run on. */
  readonly exited: Promise<ChildExit>;
  /** Resolves when the tail is whole: at its end, or 500 ms later when another process holds its pipes open. */
  readonly tailRead: Promise<void>;
  isRunning(): boolean;
  /** To its whole group where it leads one. No error when it has ended. */
  signal(signal: NodeJS.Signals): void;
}

/** For what is still in the pipes of a process that has ended, ms. */
const tailReadMs = 500;

/**
 * Runs a program in a group of its own: model servers start processes of their own, and all of them end together. Its tail is
 * what it prints to stdout and stderr; `onOutOfMemory` is called when that says that a card has no memory left.
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
 * Runs a module of ours, with Node's IPC in between (typed arrays travel as they are) and our environment without its secrets. It
 * stays in our group and ends by itself when the IPC breaks.
 */
export function startModule({ path, execArgv }: ProcessEntry, environment: Readonly<Record<string, string>>): Child {
  const launch = () =>
    fork(path, [], {
      execArgv,
      serialization: "advanced",
      cwd: dirname(path),
      env: { ...withoutSecrets(process.env), ...environment },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
  return follow(launch, { leadsGroup: false, tail: createStderrTail() });
}

function follow(launch: () => ChildProcess, { leadsGroup, tail }: { leadsGroup: boolean; tail: StderrTail }): Child {
  let child: ChildProcess;
  try {
    child = launch();
  } catch (error) {
    // As for want of memory, or arguments that no system takes: some refusals are thrown, others told as events.
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
