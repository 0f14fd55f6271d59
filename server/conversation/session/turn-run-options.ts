import type { ErrorCode } from "../../../lib/errors";
import type { Replacement } from "../../../lib/lexicon";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { RunTurn, TurnDependencies, TurnInput } from "../pipeline/contract";
import type { TakenBack } from "./turn-outcome";

/** What one turn's run needs, and whom it tells. */
export interface TurnRunOptions {
  input: TurnInput;
  runTurn: RunTurn;
  dependencies: TurnDependencies;
  /** End of speech, or the arrival of a typed text; monotonic ms. */
  beganAtMs: number;
  /**
   * Null while the session has its seat; otherwise resolves when it has one again. That wait does not count in the
   * turn's timings.
   */
  seat: Promise<void> | null;
  /** The turn was taken back because the person went on speaking; null for a new one. */
  goesOnWith: TakenBack | null;
  send(message: ServerMessage): void;
  /** Called at most once for each step, in this order; the last three end the turn. `onTranscribed` shows the text. */
  onTranscribed(text: string, heard: { text: string; replacements: Replacement[] } | undefined): void;
  onFirstAudio(): void;
  onNothingSaid(): void;
  /** A model has failed; called before the client is told. */
  onModelFailing(): void;
  onFailed(code: ErrorCode): void;
  onFinished(): void;
}
