import { Worker } from "node:worker_threads";
import { workerFile } from "../../platform/files/worker-file";

/** Contents of a database copy. */
export interface CopyContent {
  turns: number;
  /** How many migrations were applied to it. */
  migrations: number;
}

/** Paths of a rewriting: the copy, a file to work on, and the result. */
export interface CopyRewriting {
  from: string;
  work: string;
  to: string;
  sessionId: string;
}

/**
 * Runs database-work.mjs and forget-conversation.mjs in threads of its own: reading a large database takes long, and the main thread serves the
 * conversations.
 */
export interface DatabaseThreads {
  /** The damage found in the database; null when it is intact. Rejects when the check can't run. */
  damageOf(path: string): Promise<string | null>;
  /** Copies the database into a new file; on failure it rejects and leaves nothing behind. */
  copy(from: string, to: string): Promise<CopyContent>;
  /** Whether the copy has rows of the conversation. Rejects when it can't be read. */
  hasConversation(path: string, sessionId: string): Promise<boolean>;
  /**
   * Writes the copy without the conversation into a new file, which is not yet durable; returns how many turns are left.
   * On failure it rejects and leaves nothing behind.
   */
  copyWithoutConversation(rewriting: CopyRewriting): Promise<{ turns: number }>;
  /** Ends running work as far as SQLite can be interrupted; its promises reject. */
  close(): Promise<void>;
}

type Work =
  | { kind: "check"; from: string }
  | { kind: "copy"; from: string; to: string }
  | { kind: "find"; from: string; sessionId: string }
  | ({ kind: "forget" } & CopyRewriting);
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
    damageOf: (path) => run<string | null>({ kind: "check", from: path }),
    copy: (from, to) => run<CopyContent>({ kind: "copy", from, to }),
    hasConversation: (from, sessionId) => run<boolean>({ kind: "find", from, sessionId }),
    copyWithoutConversation: (rewriting) => run<{ turns: number }>({ kind: "forget", ...rewriting }),
    async close() {
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };
}
