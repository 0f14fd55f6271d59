/**
 * The thread that checkpoints a database while others write to it. Its connection never waits for locks: pages in use
 * are left for the next poll.
 */
import { statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import DatabaseDriver from "better-sqlite3";

const pollEveryMs = 500;
/** A log smaller than this is checkpointed only after a pause in the writes. */
const worthwhileBytes = 1024 * 1024;
const quietPolls = 60;
const triesToEmpty = 200;
const neverWoken = new Int32Array(new SharedArrayBuffer(4));

const database = new DatabaseDriver(workerData.path, { timeout: 0, fileMustExist: true });
database.pragma("synchronous = FULL");
let lastSize = 0;
let looksWithoutChange = 0;

function walBytes() {
  return statSync(`${workerData.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * PASSIVE copies without a lock that writers need; TRUNCATE then has little left to do while writers wait, and frees
 * the disk. It runs between two writes. A reader of old rows keeps the log from shrinking; it is not waited for.
 */
function checkpoint() {
  let [progress] = database.pragma("wal_checkpoint(PASSIVE)");
  for (let tries = 0; tries < triesToEmpty && progress.log === progress.checkpointed; tries++) {
    [progress] = database.pragma("wal_checkpoint(TRUNCATE)");
    if (progress.busy === 0) return;
    Atomics.wait(neverWoken, 0, 0, 1);
  }
}

function poll() {
  const size = walBytes();
  looksWithoutChange = size === lastSize ? looksWithoutChange + 1 : 0;
  lastSize = size;
  const isDue = size >= worthwhileBytes || (size > 0 && looksWithoutChange >= quietPolls);
  if (!isDue) return;
  looksWithoutChange = 0;
  try {
    checkpoint();
  } catch (error) {
    if (!String(error.code).startsWith("SQLITE_BUSY") && !String(error.code).startsWith("SQLITE_LOCKED")) throw error;
  }
}

const timer = setInterval(poll, pollEveryMs);
parentPort?.once("message", () => {
  clearInterval(timer);
  database.close();
});
poll();
