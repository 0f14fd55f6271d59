import type { ChildProcess } from "node:child_process";

/** How a child process ended. */
export type ChildExit =
  /** The operating system refused to start it. */
  | { kind: "not_started"; error: NodeJS.ErrnoException }
  | { kind: "exited"; code: number }
  | { kind: "killed"; signal: NodeJS.Signals };

/**
 * Resolves when the process itself has ended or could not be started; its own children may still run. Never rejects.
 */
export function exitOf(child: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    // A child that could not be started emits `error` and no `exit`; later errors come from a signal or message sent
    // too late.
    child.on("error", (error) => {
      if (child.pid === undefined) resolve({ kind: "not_started", error });
    });
    child.once("exit", (code, signal) => {
      resolve(signal === null ? { kind: "exited", code: code ?? 0 } : { kind: "killed", signal });
    });
  });
}

/** For people: "exit code 7", "SIGKILL", "could not be started: spawn E2BIG". */
export function describeExit(exit: ChildExit): string {
  switch (exit.kind) {
    case "not_started":
      return `could not be started: ${exit.error.message}`;
    case "exited":
      return `exit code ${exit.code}`;
    case "killed":
      return exit.signal;
  }
}
