import { AppError } from "../../../../lib/errors";
import { saysOutOfMemory } from "../../../platform/child-process/out-of-memory";
import { followSignals } from "../../../platform/timing/followed-signals";
import type { HostStatus, ServerHost } from "../../contract";
import { BrokenAnswer, RefusedByServer } from "./errors";

/** Its card had no memory left for the call, whether its process could still say so or not. */
export class OutOfMemory extends RefusedByServer {
  constructor() {
    super(507, "");
  }
}

/**
 * Waits for the model's process. Rejects with `model_loading` after `limitMs` (null: no limit), the signal's reason, or
 * the host's.
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
 * What a failed call means, by the state of the process that serves it: OutOfMemory, of which the process is told;
 * AppError `model_crashed` when it has ended, for which a broken connection is given `limitMs`; else the error itself.
 */
export async function classifyByHostState(error: unknown, host: ServerHost, limitMs: number): Promise<unknown> {
  if (error instanceof RefusedByServer) {
    if (error.status !== 507 && !saysOutOfMemory(error.body)) return error;
    host.ranOutOfMemory();
    return new OutOfMemory();
  }
  if (error instanceof AppError) return error;
  // An answer that ends too early may be a process that ended in good order; a broken connection nearly always is an
  // end.
  await waitForHostExit(host, error instanceof BrokenAnswer ? 0 : limitMs);
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
