import { AppError } from "../../../../lib/errors";
import { saysOutOfMemory } from "../../../platform/child-process/out-of-memory";
import { followSignals } from "../../../platform/timing/followed-signals";
import type { HostStatus, ServerHost } from "../../contract";
import { BrokenAnswer, RefusedByServer } from "./errors";

/** The server's card had no memory left for the call: the server answered so, or its process ended because of it. */
export class OutOfMemory extends RefusedByServer {
  constructor() {
    super(507, "");
  }
}

/**
 * Waits for the model's process. Rejects with `model_loading` after `limitMs` (null: no limit), with the signal's
 * reason, or with the host's error.
 */
export async function hostReady(host: ServerHost, signal: AbortSignal, limitMs: number | null): Promise<void> {
  const followed = followSignals([signal]);
  const late = () => followed.abort(new AppError("model_loading", stillLoading(host.status())));
  const timer = limitMs === null ? undefined : setTimeout(late, limitMs);
  try {
    await host.ensureReady(followed.signal);
  } finally {
    clearTimeout(timer);
    followed.release();
  }
}

function stillLoading({ name, progress, detail }: HostStatus): string {
  const percent = progress === null ? "" : ` (${Math.round(progress * 100)} %)`;
  return `${name} is still starting${percent}. Try again in a moment.${detail === null ? "" : ` ${detail}`}`;
}

/**
 * What a failed call means, given the state of the process that serves it. After a broken connection, waits up to
 * `exitSeenWithinMs` for the process to be reported as ended. Returns OutOfMemory when the card has no memory left (the
 * host is told, if the server itself said so), AppError `model_crashed` if the process is not ready for another
 * reason, else the error unchanged.
 */
export async function classifyByHostState(
  error: unknown,
  host: ServerHost,
  exitSeenWithinMs: number,
): Promise<unknown> {
  if (error instanceof RefusedByServer) {
    if (error.status !== 507 && !saysOutOfMemory(error.body)) return error;
    host.ranOutOfMemory();
    return new OutOfMemory();
  }
  if (error instanceof AppError) return error;
  // After a broken connection the process has nearly always ended, which may take a moment to show. A malformed or short
  // answer rarely means that, so the state is only checked.
  await waitForHostExit(host, error instanceof BrokenAnswer ? 0 : exitSeenWithinMs);
  const { state, detail_code } = host.status();
  if (state === "ready") return error;
  return detail_code === "out_of_memory" ? new OutOfMemory() : new AppError("model_crashed");
}

/** Resolves when the host is no longer ready, or after `limitMs`. */
function waitForHostExit(host: ServerHost, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (host.status().state !== "ready") settle();
    };
    const settle = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(settle, limitMs);
    const stop = host.onStatus(check);
    check();
  });
}
