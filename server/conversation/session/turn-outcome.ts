import type { ErrorCode } from "../../../lib/errors";
import type { Replacement } from "../../../lib/lexicon";
import type { TurnCall } from "../../../lib/turn-calls";
import type { EndedBy, FinishReason, Interruption } from "../../../lib/turn-end";
import type { RecordTurnInput } from "../../records/turns/record-turn";

/** How a turn came to its end. */
export type Ending =
  /** The reply is complete. `errorCode`: its speech failed, and the rest was only shown. */
  | { kind: "finished"; errorCode: ErrorCode | null; finishReason: FinishReason }
  /** The reply failed in the middle, or there is none. */
  | { kind: "failed"; errorCode: ErrorCode }
  | { kind: "interrupted"; by: Interruption }
  | { kind: "nothing_said" };

/**
 * The result of a turn, for the history. `mode` is the mode really used: `fast` if any segment was synthesised in fast
 * mode.
 */
export interface TurnOutcome
  extends Pick<
    RecordTurnInput,
    | "userText"
    | "aiText"
    | "writtenChars"
    | "heardChars"
    | "endedBy"
    | "finishReason"
    | "timings"
    | "errorCode"
    | "mode"
    | "recognisedText"
  > {
  /** All that was synthesised, int16 mono 24 kHz. */
  replyAudio: Int16Array | null;
  heardReplacements: Replacement[];
  saidReplacements: Replacement[];
  /** `began_ms` from the end of speech, or the arrival of a typed text. */
  calls: TurnCall[];
  /** What heard in place of the chosen recogniser; null when nothing did. */
  replacingSttModel: string | null;
  /** What spoke in place of the chosen model; null when nothing did. */
  replacingTtsModel: string | null;
}

/**
 * Why the turn ended. `hearingEndedBy`: what ended the sound before its end; null for nothing. A connection that ends
 * after the last word was written took nothing away: `heardChars` alone says that not all of it was heard.
 */
export function endOf(ending: Ending | null, hearingEndedBy: Interruption | null): EndedBy {
  if (ending?.kind === "interrupted") return ending.by;
  if (ending?.kind === "failed") return "error";
  if (ending?.kind === "nothing_said") return "not_understood";
  if (hearingEndedBy !== null && hearingEndedBy !== "disconnect") return hearingEndedBy;
  return ending?.kind === "finished" && ending.finishReason === "length" ? "limit" : "finished";
}

/** What the client already has of a turn that was taken back. */
export interface TakenBack {
  /** What was recognised of it. */
  words: string;
  /** The number of its next audio message. */
  nextSeq: number;
}
