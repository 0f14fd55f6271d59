import { AppError } from "../../../lib/errors";

/** The end of one call to a remote model: the caller's abort, the engine's close, or a named time-out. */
export interface CallDeadline {
  /** Its reason is the caller's, the engine's, or AppError `model_timeout`. */
  readonly signal: AbortSignal;
  /** From now on, `what` must happen within `ms`; replaces the limit before it. */
  expect(what: string, ms: number): void;
  /** `what`, which is the whole call, must have happened within `ms`, however steadily its pieces come. */
  expectWhole(what: string, ms: number): void;
  /** No next piece is expected for now: the reader is busy. */
  rest(): void;
  /** Ends the call, whatever is still open of it. */
  dispose(): void;
}

/** One for all calls: an Error of its own costs each call a stack trace. */
const callIsOver = new AppError("internal", "The call is over.");

export function createCallDeadline(signals: readonly AbortSignal[]): CallDeadline {
  const controller = new AbortController();
  let pieceTimer: NodeJS.Timeout | undefined;
  let wholeTimer: NodeJS.Timeout | undefined;
  const stops: (() => void)[] = [];
  const abortAfter = (what: string, ms: number) =>
    setTimeout(() => {
      controller.abort(
        new AppError(
          "model_timeout",
          `${what} did not come within ${ms / 1_000} s. Try again; is that model overloaded?`,
        ),
      );
    }, ms);
  const rest = () => clearTimeout(pieceTimer);
  // Not AbortSignal.any: on Node 20 it keeps memory for as long as the longest-lived signal, which is the engine's.
  for (const signal of signals) {
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    stops.push(() => signal.removeEventListener("abort", abort));
  }
  return {
    signal: controller.signal,
    expect(what, ms) {
      rest();
      pieceTimer = abortAfter(what, ms);
    },
    expectWhole(what, ms) {
      clearTimeout(wholeTimer);
      wholeTimer = abortAfter(what, ms);
    },
    rest,
    dispose() {
      rest();
      clearTimeout(wholeTimer);
      for (const stop of stops) stop();
      controller.abort(callIsOver);
    },
  };
}
