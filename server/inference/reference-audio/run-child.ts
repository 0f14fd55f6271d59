import { setTimeout as sleep } from "node:timers/promises";
import { AppError, errorCatalogue } from "../../../lib/errors";
import { startModule } from "../../platform/child-process/child";
import { describeExit } from "../../platform/child-process/child-exit";
import { lowerPriority } from "../../platform/child-process/priority";
import { residentBytesOf } from "../../platform/child-process/proc";
import type { ProcessEntry } from "../../platform/child-process/process-entry";
import type { Logger } from "../../platform/observability/logger";
import { onAbort } from "../../platform/timing/on-abort";
import { onnxStaysHere } from "../engines/embedded/host/onnx-options";
import type { ChildResults, ChildTask, FromChild } from "./child-messages";

export interface ChildLimits {
  /** A task that takes longer is ended, however busy its process is. */
  timeMs: number;
  /** Resident memory of its process, ffmpeg included. Checked on systems with /proc. */
  memoryBytes: number;
}

/** Nobody who talks waits for it. */
const niceness = 10;
const memoryCheckMs = 100;
/** A child that is asked to end takes ffmpeg along; one that is caught in a decoder does not hear it. */
const endGraceMs = 300;

/** Freed sound goes back to the system at once (glibc). */
const leanMemory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "65536", MALLOC_TRIM_THRESHOLD_: "65536" };

/**
 * Performs a task in a process of its own, which has ended when this settles. Rejects with the child's error, the
 * signal's reason, or `audio_unreadable` when it needs too much time or memory or its decoder crashes.
 */
export async function runChild<K extends keyof ChildTask>(
  kind: K,
  task: ChildTask[K],
  {
    entry,
    limits,
    signal,
    onProgress,
    logger,
  }: {
    entry: ProcessEntry;
    limits: ChildLimits;
    signal: AbortSignal;
    onProgress: (share: number) => void;
    logger: Logger;
  },
): Promise<ChildResults[K]> {
  signal.throwIfAborted();
  const child = startModule(entry, { ...onnxStaysHere, ...leanMemory });
  if (child.pid !== null) lowerPriority(child.pid, niceness);
  let answer: FromChild<K> | null = null;
  let overrun: "time" | "memory" | null = null;
  child.handle?.on("message", (message: FromChild<K>) => {
    if (message.type === "progress") onProgress(message.share);
    else answer = message;
  });

  const ending = new AbortController();
  const endChild = async () => {
    child.signal("SIGTERM");
    await sleep(endGraceMs, undefined, { ref: false, signal: ending.signal }).catch(() => undefined);
    child.signal("SIGKILL");
  };
  const over = (limit: "time" | "memory") => {
    overrun ??= limit;
    void endChild();
  };
  const timer = setTimeout(() => over("time"), limits.timeMs);
  const memoryTimer = setInterval(async () => {
    if (child.pid !== null && (await residentBytesOf(child.pid)) > limits.memoryBytes) over("memory");
  }, memoryCheckMs);
  const stopListening = onAbort(signal, () => void endChild());
  try {
    child.handle?.send(task, () => undefined);
    const exit = await child.exited;
    signal.throwIfAborted();
    // What has arrived by now counts, also when the process was ended a moment later.
    const answered = answer as FromChild<K> | null;
    if (answered?.type === "done") return answered.result;
    if (answered?.type === "failed") throw failureOf(answered);
    logger.warn("reference_process_ended", { task: kind, how: describeExit(exit), limit: overrun });
    if (exit.kind === "not_started") throw new AppError("internal", undefined, { cause: exit.error });
    throw new AppError("audio_unreadable", "Reading the recording takes too much time or memory.");
  } finally {
    ending.abort();
    clearTimeout(timer);
    clearInterval(memoryTimer);
    stopListening();
  }
}

function failureOf({ code, message }: Extract<FromChild<never>, { type: "failed" }>): Error {
  if (code === null) return new AppError("internal", undefined, { cause: new Error(message) });
  return new AppError(code, code === "storage_failed" ? undefined : message || errorCatalogue[code].message);
}
