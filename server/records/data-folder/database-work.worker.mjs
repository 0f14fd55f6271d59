/** A thread that does one job on a database, reports the result, and ends. */
import { parentPort, workerData } from "node:worker_threads";
import { copyDatabase, damageOf } from "./database-work.mjs";
import { copyWithoutConversation, hasConversation } from "./forget-conversation.mjs";

const works = {
  check: ({ from }) => damageOf(from),
  copy: ({ from, to }) => copyDatabase(from, to),
  find: ({ from, sessionId }) => hasConversation(from, sessionId),
  forget: copyWithoutConversation,
};

async function perform({ kind, ...task }) {
  return await works[kind](task);
}

// Without `await` at the top level: V8 aborts the whole process when a thread is terminated as such a module begins.
perform(workerData).then(
  (value) => parentPort?.postMessage({ value }),
  ({ message, code }) => parentPort?.postMessage({ failure: { message, code } }),
);
