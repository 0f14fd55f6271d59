import { onAbort } from "./on-abort";

/** A signal that aborts when one of the signals that it follows does, until it is released. */
export interface FollowedSignals {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
  /** Stops following, so that the followed signals keep no memory for this one. Aborts nothing. */
  release(): void;
}

/**
 * Replaces AbortSignal.any, which on Node 20 keeps memory for as long as the longest-lived of its signals lives
 * (nodejs/node#54614): a server's own signal lives for weeks. The caller must release the result when its work is over.
 */
export function followSignals(signals: readonly AbortSignal[]): FollowedSignals {
  const controller = new AbortController();
  const stops = signals.map((signal) => onAbort(signal, (reason) => controller.abort(reason)));
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release() {
      for (const stop of stops) stop();
    },
  };
}

/** Runs `work` with a signal that follows the given one and aborts with a TimeoutError after `limitMs`. */
export async function withTimeLimit<T>(
  signal: AbortSignal,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const followed = followSignals([signal]);
  const late = () => followed.abort(new DOMException(`There was no answer within ${limitMs} ms.`, "TimeoutError"));
  const timer = setTimeout(late, limitMs);
  try {
    return await work(followed.signal);
  } finally {
    clearTimeout(timer);
    followed.release();
  }
}
