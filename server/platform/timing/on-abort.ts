/**
 * Calls `act` with the signal's reason when it aborts, at once when it has aborted already. Returns the function that ends it:
 * call it when the work is over, because a signal that lives for weeks keeps what listens to it.
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

/** What the promise brings, or the signal's reason as soon as it aborts. Whatever the promise stands for goes on. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, reject);
    promise.then(resolve, reject).finally(stop);
  });
}
