/**
 * A signal that aborts with this message when a person (SIGINT) or the system (SIGTERM, SIGHUP) ends the command, so
 * that what it has begun, such as pip, ends with it. A second one ends the process at once.
 */
export function stopSignal(message: string): AbortSignal {
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(name, () => abort.abort(new Error(message)));
  }
  return abort.signal;
}
