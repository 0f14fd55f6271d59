import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** What is in a copy of the database. */
export interface CopyContent {
  turns: number;
  /** How many migrations it has had. */
  migrations: number;
}

/** The work of database-work.mjs in threads of their own: reading a large database takes long, and the voices need this one. */
export interface DatabaseThreads {
  /** What is wrong with the database; null when it is whole. Rejects when that can't be told. */
  damageOf(path: string): Promise<string | null>;
  /** Copies the database into a new file; rejects, with nothing left behind, when that fails. */
  copy(from: string, to: string): Promise<CopyContent>;
  /** Ends what still runs, as far as SQLite lets go; its promises reject. */
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

/** Beside this source, or beside the bundle that holds it. */
function workerFile(): string {
  const besideSource = fileURLToPath(new URL("./database-work.worker.mjs", import.meta.url));
  if (existsSync(besideSource)) return besideSource;
  return fileURLToPath(new URL("./database-work.worker.js", import.meta.url));
}
