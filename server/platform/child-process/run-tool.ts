import { execFile } from "node:child_process";

export type ToolRun =
  | { kind: "ended"; code: number; stdout: string; stderr: string }
  /** The program does not exist or may not be run. */
  | { kind: "missing" };

/** Limit of a program's output, bytes. */
const maxOutputBytes = 1_048_576;

/** Runs a program (messages in English) until it ends. When the signal aborts, it is killed and the promise rejects. */
export function runTool(
  program: string,
  args: readonly string[],
  options: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...args],
      {
        signal: options.signal,
        killSignal: "SIGKILL",
        env: { ...options.environment, LC_ALL: "C" },
        maxBuffer: maxOutputBytes,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve({ kind: "ended", code: 0, stdout, stderr });
        if (error.code === "ENOENT" || error.code === "EACCES") return resolve({ kind: "missing" });
        if (typeof error.code === "number") return resolve({ kind: "ended", code: error.code, stdout, stderr });
        reject(error);
      },
    );
  });
}
