import type { ChildProcess } from "node:child_process";
import { Worker } from "node:worker_threads";
import { errorCodeOf } from "../../../lib/errors";
import { isDiskFull } from "../../platform/files/disk-room";
import type { ChildResults, ChildTask, FromChild } from "./child-messages";

/** Ends this process when its parent has died: a thread of its own sees it also while a decoder is caught in a loop. */
const watchParent = `
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 500);
`;

const workerLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };

/** What a task may tell while it runs. */
export interface TaskEvents {
  onProgress: (share: number) => void;
  /** A program that the task has started, and that must not outlive this process. */
  onProgram: (child: ChildProcess) => void;
}

/**
 * The child's side of `runChild`: performs one task and ends. Call it once, last, in a `*.process.ts`. `mayHang`: files
 * from outside may catch it in a loop, in which it hears nothing.
 */
export function serveTask<K extends keyof ChildTask>(
  { mayHang }: { mayHang: boolean },
  perform: (task: ChildTask[K], events: TaskEvents) => Promise<ChildResults[K]>,
): void {
  let program: ChildProcess | null = null;
  /** At once, however busy or broken a decoder is. */
  const end = () => {
    program?.kill("SIGKILL");
    process.kill(process.pid, "SIGKILL");
  };
  if (mayHang) new Worker(watchParent, { eval: true, resourceLimits: workerLimits });
  process.title = "avatar-reference";
  // Ctrl-C reaches the whole process group; the parent decides when its children end.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", end);
  process.on("disconnect", end);
  // The decoders report every damaged frame there, and a file can have millions.
  console.error = () => {};
  console.warn = () => {};

  const send = (message: FromChild<K>, sent?: () => void) => {
    if (process.connected) process.send?.(message, undefined, undefined, sent);
  };
  const events: TaskEvents = {
    onProgress: (share) => send({ type: "progress", share }),
    onProgram: (child) => {
      program = child;
    },
  };
  process.once("message", (task: ChildTask[K]) => {
    perform(task, events)
      .then((result): FromChild<K> => ({ type: "done", result }))
      .catch((error: unknown): FromChild<K> => {
        const code = isDiskFull(error) ? "storage_failed" : errorCodeOf(error);
        const message = error instanceof Error ? error.message : String(error);
        return { type: "failed", code: code === "internal" ? null : code, message };
      })
      .then((message) => send(message, end));
  });
}
