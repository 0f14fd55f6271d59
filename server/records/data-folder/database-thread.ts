import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** Contents of a database copy. */
export interface CopyContent {
  turns: number;
  /** How many migrations were applied to it. */
  migrations: number;
}

/**
 * Runs database-work.mjs in its own threads: reading a large database takes long, and this thread serves the voices.
 */
export interface DatabaseThreads {
  /** The damage found in the database; null when it is intact. Rejects when that can't be told. */
  damageOf(path: string): Promise<string | null>;
  /** Copies the database into a new file; on failure it rejects and leaves nothing behind. */
  copy(from: string, to: string): Promise<CopyContent>;
  /** Ends running work as far as SQLite can be interrupted; its promises reject. */
  close(): Promise<void>;
}

interface Work {
  work: "check" | "copy";
  from: string;
  to?: string;
}
type Answer<T> = { value: T } | { failure: { message: string; code?: string } };

export function createDatabaseThreads(): DatabaseThreads {
  const running = new Set<Worker>();

  function run<T>(workerData: Work): Promise<T> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(workerFile(), { workerData });
      running.add(worker);
      worker.once("message", (answer: Answer<T>) => {
        if ("value" in answer) resolve(answer.value);
        else reject(Object.assign(new Error(answer.failure.message), { code: answer.failure.code }));
      });
      worker.once("error", reject);
      worker.once("exit", () => {
        running.delete(worker);
        reject(new Error("The thread ended before its work was done."));
      });
    });
  }

  return {
    damageOf: (path) => run<string | null>({ work: "check", from: path }),
    copy: (from, to) => run<CopyContent>({ work: "copy", from, to }),
    async close() {
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };
}

/** The worker lies beside this source, or beside the bundle that contains it. */
function workerFile(): string {
  const besideSource = fileURLToPath(new URL("./database-work.worker.mjs", import.meta.url));
  if (existsSync(besideSource)) return besideSource;
  return fileURLToPath(new URL("./database-work.worker.js", import.meta.url));
}
