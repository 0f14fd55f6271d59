/** A thread that does one job on a database, reports the result, and ends. */
import { parentPort, workerData } from "node:worker_threads";
import { copyDatabase, damageOf } from "./database-work.mjs";

async function perform({ work, from, to }) {
  return work === "copy" ? await copyDatabase(from, to) : damageOf(from);
}

// Without `await` at the top level: V8 aborts the whole process when a thread is terminated as such a module begins.
perform(workerData).then(
  (value) => parentPort?.postMessage({ value }),
  ({ message, code }) => parentPort?.postMessage({ failure: { message, code } }),
);
