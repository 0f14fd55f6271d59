import { type ExecFileException, execFile } from "node:child_process";

export type ToolRun =
  | { kind: "ended"; code: number; stdout: string; stderr: string }
  /** It has no exit code: a signal ended it, or it printed too much. `reason`, for people: "ended by SIGSEGV". */
  | { kind: "broken"; reason: string }
  /** The program does not exist or may not be run. */
  | { kind: "missing" };

/** Limit of a program's output, bytes. */
const maxOutputBytes = 1_048_576;
const notRunnable: readonly unknown[] = ["ENOENT", "EACCES", "ENOTDIR", "ENOEXEC"];

/**
 * Runs a program (messages in English) until it ends. When the signal aborts, it is killed and the promise rejects, as
 * it does when the system can't start any program.
 */
export function runTool(
  program: string,
  args: readonly string[],
  options: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    const env = { ...options.environment, LC_ALL: "C" };
    const limits = { signal, killSignal: "SIGKILL", env, maxBuffer: maxOutputBytes } as const;
    const settle = (error: ExecFileException | null, stdout: string, stderr: string) => {
      if (!error) return resolve({ kind: "ended", code: 0, stdout, stderr });
      if (signal.aborted) return reject(error);
      if (notRunnable.includes(error.code)) return resolve({ kind: "missing" });
      if (typeof error.code === "number") return resolve({ kind: "ended", code: error.code, stdout, stderr });
      // Node's own messages would repeat the whole command line.
      if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
        return resolve({ kind: "broken", reason: "ended as it printed over 1 MB" });
      }
      if (error.signal) return resolve({ kind: "broken", reason: `ended by ${error.signal}` });
      reject(error);
    };
    try {
      execFile(program, [...args], limits, settle);
    } catch (error) {
      // Some refusals of the system, such as ENOTDIR, come at once.
      settle(error as ExecFileException, "", "");
    }
  });
}
