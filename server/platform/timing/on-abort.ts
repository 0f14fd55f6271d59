/**
 * Calls `act` with the signal's reason when it aborts, or at once when it already has. Returns the function that stops
 * listening: call it when the work is over, because a signal that lives for weeks keeps its listeners.
 */
export function onAbort(signal: AbortSignal, act: (reason: unknown) => void): () => void {
  const abort = () => act(signal.reason);
  if (signal.aborted) {
    abort();
    return () => undefined;
  }
  signal.addEventListener("abort", abort, { once: true });
  return () => signal.removeEventListener("abort", abort);
}

/** Settles as the promise does, or rejects with the signal's reason once it aborts; the promise's work goes on. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, reject);
    promise.then(resolve, reject).finally(stop);
  });
}
