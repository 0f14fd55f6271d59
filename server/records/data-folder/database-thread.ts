import { Worker } from "node:worker_threads";
import { workerFile } from "../../platform/files/worker-file";

/** Contents of a database copy. */
export interface CopyContent {
  turns: number;
  /** How many migrations were applied to it. */
  migrations: number;
}

/**
 * Runs database-work.mjs in threads of its own: reading a large database takes long, and the main thread serves the
 * conversations.
 */
export interface DatabaseThreads {
  /** The damage found in the database; null when it is intact. Rejects when the check can't run. */
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
      const worker = new Worker(workerFile("database-work", import.meta.url), { workerData });
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
