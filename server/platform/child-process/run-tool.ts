import { execFile } from "node:child_process";

export type ToolRun =
  | { kind: "ended"; code: number; stdout: string; stderr: string }
  /** There is no such program, or it may not be run. */
  | { kind: "missing" };

/** What a program may print, bytes. */
const maxOutputBytes = 1_048_576;

/** Runs a program to its end, with English messages; killed when the signal aborts, then it rejects. */
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
