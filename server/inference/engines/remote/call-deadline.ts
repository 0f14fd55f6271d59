import { AppError } from "../../../../lib/errors";
import { followSignals } from "../../../platform/timing/followed-signals";

/** The end of one call to a remote model: the caller's abort, the engine's close, or a named time-out. */
export interface CallDeadline {
  /** Its reason is the caller's, the engine's, or AppError `model_timeout`. */
  readonly signal: AbortSignal;
  /** From now on, `what` must happen within `ms`; replaces the earlier limit. */
  expect(what: string, ms: number): void;
  /** The whole call, named `what`, must be over within `ms`, even while its pieces come steadily. */
  expectWhole(what: string, ms: number): void;
  /** Suspends the limit of `expect`: the reader is busy and asks for no next piece. */
  rest(): void;
  /** Ends the call and closes what is still open of it. */
  dispose(): void;
}

/** Shared by all calls, because each new Error costs a stack trace. */
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
