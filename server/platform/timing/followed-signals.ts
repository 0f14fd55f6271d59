import { onAbort } from "./on-abort";

/** A signal of one's own that aborts when one of others does, until it is released. */
export interface FollowedSignals {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
  /** From now on nothing of it is held by the signals that it followed. Aborts nothing. */
  release(): void;
}

/**
 * In place of AbortSignal.any, which on Node 20 keeps memory for as long as the longest-lived of its signals (nodejs/node#54614):
 * a server's own signal lives for weeks. Whoever calls this releases it when the work is over.
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
