import { Worker } from "node:worker_threads";
import { workerFile } from "../files/worker-file";

const restartDelayMs = 10_000;

/**
 * Checkpoints the write-ahead log of the database at `path` in its own thread, because a checkpoint waits for the disk.
 * A failed thread is restarted; `onTrouble` gets the error.
 */
export function startCheckpointer(
  path: string,
  onTrouble: (error: unknown) => void,
): {
  /** Empties the log soon, as far as readers allow: it has older versions of pages, with what was deleted since. */
  empty(): void;
  close(): Promise<void>;
} {
  let isClosed = false;
  let restart: NodeJS.Timeout | undefined;
  let worker = start();

  function start(): Worker {
    const started = new Worker(workerFile("checkpoint", import.meta.url), { workerData: { path } });
    started.unref();
    started.on("error", onTrouble);
    started.once("exit", () => {
      if (isClosed) return;
      restart = setTimeout(() => {
        worker = start();
      }, restartDelayMs);
      restart.unref();
    });
    return started;
  }

  return {
    empty() {
      worker.postMessage("empty");
    },
    async close() {
      isClosed = true;
      clearTimeout(restart);
      // The worker ends by itself between two checkpoints: terminating the thread inside SQLite would be unsafe.
      if (worker.threadId === -1) return;
      // After an error the worker has ended as well, and `onTrouble` has the error; the rest of the shutdown must go
      // on.
      const exited = new Promise((resolve) => worker.once("exit", resolve));
      worker.ref();
      worker.postMessage("close");
      await exited;
    },
  };
}
