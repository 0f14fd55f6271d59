/** Browsers without requestIdleCallback (Safari) get a pause instead, in which input and painting go first. */
const pauseMs = 50;

/** Calls back when the page has nothing better to do; returns what takes it back. */
export function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const handle = requestIdleCallback(act);
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(act, pauseMs);
  return () => clearTimeout(timer);
}
