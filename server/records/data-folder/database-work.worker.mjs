/** A thread that does one job on a database, reports the result, and ends. */
import { parentPort, workerData } from "node:worker_threads";
import { copyDatabase, damageOf } from "./database-work.mjs";

try {
  const { work, from, to } = workerData;
  const value = work === "copy" ? await copyDatabase(from, to) : damageOf(from);
  parentPort?.postMessage({ value });
} catch (error) {
  parentPort?.postMessage({ failure: { message: error.message, code: error.code } });
}
