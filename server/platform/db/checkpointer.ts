import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const restartDelayMs = 10_000;

/**
 * Moves what was written from the write-ahead log of the database at `path` into the database, in a thread of its own: a
 * checkpoint waits for the disk. It is started again when it fails; `onTrouble` hears why.
 */
export function startCheckpointer(path: string, onTrouble: (error: unknown) => void): { close(): Promise<void> } {
  let isClosed = false;
  let restart: NodeJS.Timeout | undefined;
  let worker = start();

  function start(): Worker {
    const started = new Worker(workerFile(), { workerData: { path } });
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
    async close() {
      isClosed = true;
      clearTimeout(restart);
      // By itself, between two checkpoints: SQLite must not lose its thread in the middle of one.
      if (worker.threadId === -1) return;
      // It ends after an error too, which onTrouble hears: what is closed after it must not be left open for that.
      const exited = new Promise((resolve) => worker.once("exit", resolve));
      worker.ref();
      worker.postMessage("close");
      await exited;
    },
  };
}

/** Beside this source, or beside the bundle that holds it. */
function workerFile(): string {
  const besideSource = fileURLToPath(new URL("./checkpoint.worker.mjs", import.meta.url));
  if (existsSync(besideSource)) return besideSource;
  return fileURLToPath(new URL("./checkpoint.worker.js", import.meta.url));
}
