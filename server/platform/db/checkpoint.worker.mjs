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
/** The log is to be emptied however small it is; one that a killed server left may have what was deleted. */
let isEmptyingDue = true;
let lastSize = 0;
let looksWithoutChange = 0;

function walBytes() {
  return statSync(`${workerData.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * PASSIVE copies without a lock that writers need; TRUNCATE then has little left to do while writers wait, and frees
 * the disk. It runs between two writes. A reader of old rows keeps the log from shrinking; it is not waited for. Returns
 * whether the log is empty.
 */
function checkpoint() {
  let [progress] = database.pragma("wal_checkpoint(PASSIVE)");
  for (let tries = 0; tries < triesToEmpty && progress.log === progress.checkpointed; tries++) {
    [progress] = database.pragma("wal_checkpoint(TRUNCATE)");
    if (progress.busy === 0) return true;
    Atomics.wait(neverWoken, 0, 0, 1);
  }
  return false;
}

function poll() {
  const size = walBytes();
  looksWithoutChange = size === lastSize ? looksWithoutChange + 1 : 0;
  lastSize = size;
  if (size === 0) isEmptyingDue = false;
  const isDue = size >= worthwhileBytes || (size > 0 && (isEmptyingDue || looksWithoutChange >= quietPolls));
  if (!isDue) return;
  looksWithoutChange = 0;
  try {
    if (checkpoint()) isEmptyingDue = false;
  } catch (error) {
    if (!String(error.code).startsWith("SQLITE_BUSY") && !String(error.code).startsWith("SQLITE_LOCKED")) throw error;
  }
}

const timer = setInterval(poll, pollEveryMs);
parentPort?.on("message", (message) => {
  if (message === "empty") {
    isEmptyingDue = true;
    return;
  }
  clearInterval(timer);
  database.close();
  parentPort.close();
});
poll();
