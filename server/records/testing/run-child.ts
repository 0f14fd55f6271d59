import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface RecordingChild {
  process: ChildProcess;
  /** Every line so far; grows while the child runs. */
  lines: { sessionId?: string; turnNumber?: number; code?: string; cause?: string }[];
  /** Resolves with the first line: the session exists and turns are being recorded. */
  started: Promise<void>;
  /** Resolves when the process is gone and its last line has been read. */
  ended: Promise<void>;
}

/** Starts recording-child.ts as a real process; `fileSizeLimitKiB` makes larger files fail as a full disk would. */
export function runRecordingChild(
  dataDir: string,
  username: string,
  options: { turns: number; samples?: number; fileSizeLimitKiB?: number },
): RecordingChild {
  const script = fileURLToPath(new URL("./recording-child.ts", import.meta.url));
  const node = [
    process.execPath,
    "--import",
    "tsx",
    script,
    dataDir,
    username,
    options.turns,
    options.samples ?? 16_000,
  ];
  const limit = options.fileSizeLimitKiB ? `ulimit -f ${options.fileSizeLimitKiB}; ` : "";
  const child = spawn("bash", ["-c", `${limit}exec "$@"`, "bash", ...node.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: RecordingChild["lines"] = [];
  const reader = createInterface({ input: child.stdout });
  const started = new Promise<void>((resolve) => reader.once("line", () => resolve()));
  reader.on("line", (line) => lines.push(JSON.parse(line)));
  const ended = Promise.all([
    new Promise((resolve) => reader.once("close", resolve)),
    new Promise((resolve) => child.once("exit", resolve)),
  ]).then(() => undefined);
  return { process: child, lines, started, ended };
}
