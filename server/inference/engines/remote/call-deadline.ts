import { AppError } from "../../../../lib/errors";
import { followSignals } from "../../../platform/timing/followed-signals";

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
  const followed = followSignals(signals);
  let pieceTimer: NodeJS.Timeout | undefined;
  let wholeTimer: NodeJS.Timeout | undefined;
  const abortAfter = (what: string, ms: number) =>
    setTimeout(() => {
      followed.abort(
        new AppError(
          "model_timeout",
          `${what} did not come within ${ms / 1_000} s. Try again; is that model overloaded?`,
        ),
      );
    }, ms);
  const rest = () => clearTimeout(pieceTimer);
  return {
    signal: followed.signal,
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
      followed.release();
      followed.abort(callIsOver);
    },
  };
}
