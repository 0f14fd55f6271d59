import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stopGraceMs } from "../../processes/supervisor";

const workersFolder = join(import.meta.dirname, "..");
/** Tests share the machine with others. */
const killAfterMs = 3 * stopGraceMs;

/** A line of a worker's log (structured_log.py). */
export interface WorkerLogLine extends Record<string, unknown> {
  event: string;
}

export interface RunningWorker {
  process: ChildProcess;
  port: number;
  /** Ends in /v1. */
  url: string;
  log: WorkerLogLine[];
  /** Resolves with the next line of this event, or one that was written already; rejects when the worker ends first. */
  event(name: string): Promise<WorkerLogLine>;
  /**
   * Ends it with SIGTERM, and with SIGKILL when it takes three times as long as a supervisor allows. Resolves with its
   * exit code, null after a signal. Rejects when its stderr was not JSON only.
   */
  stop(): Promise<number | null>;
}

/** Starts a worker on a free port; resolves when its model is ready. Rejects with what it said when it ends before. */
export async function startWorker(
  file: string,
  args: readonly string[],
  options: { python?: string; environment?: Record<string, string> } = {},
): Promise<RunningWorker> {
  const command = [join(workersFolder, file), "--port", "0", "--parent-pid", `${process.pid}`, ...args];
  const child = spawn(options.python ?? "python3", command, {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...options.environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const log: WorkerLogLine[] = [];
  const otherLines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of [...waiting]) each();
  };
  let hasEnded = false;
  const ended = once(child, "close").then(() => {
    hasEnded = true;
    wake();
    return child.exitCode;
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    const parsed = parseLine(line);
    if (parsed) log.push(parsed);
    else otherLines.push(line);
    wake();
  });

  const event = (name: string) =>
    new Promise<WorkerLogLine>((resolve, reject) => {
      const look = () => {
        const found = log.find((line) => line.event === name);
        if (!found && !hasEnded) return;
        waiting.delete(look);
        const said = [...log.map((line) => JSON.stringify(line)), ...otherLines].join("\n");
        if (found) resolve(found);
        else reject(new Error(`${file} ended without ${name}: ${said}`));
      };
      waiting.add(look);
      look();
    });

  const { port } = await event("listening");
  await event("model_ready");
  return {
    process: child,
    port: Number(port),
    url: `http://127.0.0.1:${port}/v1`,
    log,
    event,
    async stop() {
      child.kill();
      const tooLate = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      const code = await ended;
      clearTimeout(tooLate);
      if (otherLines.length > 0) throw new Error(`${file} wrote what is no log line: ${otherLines.join("\n")}`);
      return code;
    },
  };
}

function parseLine(line: string): WorkerLogLine | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "event" in value ? (value as WorkerLogLine) : null;
  } catch {
    return null;
  }
}
