/** The server could not be asked at all: nothing was changed. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** What browsers say when a request reaches no server; other errors of the same class are faults of the page. */
const networkFailure = /failed to fetch|networkerror|network error|load failed|connection (?:was lost|appears)/i;

/** The error as the page shows it. */
export function orUnreachable(error: unknown): unknown {
  if (!(error instanceof TypeError) || !networkFailure.test(error.message)) return error;
  return new UnreachableError("The server can't be reached.", { cause: error });
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof UnreachableError;
}
