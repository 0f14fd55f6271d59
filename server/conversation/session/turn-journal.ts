import { type ContextTurn, ConversationContext } from "../../../lib/conversation-context";
import { publicError } from "../../../lib/errors";
import type { EndedTurn } from "../../../lib/metrics/ended-turn";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import { isInterruption } from "../../../lib/turn-end";
import type { Logger } from "../../platform/observability/logger";
import type { MetricEvents } from "../../platform/observability/metrics";
import type { RecordsContext } from "../../records/context";
import { type RecordTurnInput, recordTurn } from "../../records/turns/record-turn";
import { type StopHearingInput, stopHearing } from "../../records/turns/stop-hearing";
import { endedTurnOf } from "./ended-turn-of";

export interface TurnJournalOptions {
  ctx: RecordsContext;
  turns: readonly ContextTurn[];
  logger: Logger;
  send(message: ServerMessage): void;
  metrics?: Pick<MetricEvents, "turnEnded"> | undefined;
}

/** Puts ended turns into the model's context at once, and into the history one after another. */
export class TurnJournal {
  readonly context: ConversationContext;
  private writing: Promise<void> = Promise.resolve();
  /** Turns that could not be stored: a correction of one is stored as a new turn. */
  private readonly lost = new Set<string>();

  constructor(private readonly options: TurnJournalOptions) {
    this.context = new ConversationContext(options.turns);
  }

  /**
   * Sends `turn_completed` when the row is durable, or `error` when it can't be stored. `sessions`: as in EndedTurn, for
   * the metrics.
   */
  add(turn: RecordTurnInput, sessions: EndedTurn["sessions"]): void {
    // Without the sound, which the context would keep for as long as the conversation lasts.
    const { turnId, turnNumber, userText, aiText, heardChars, language, supersedesTurnId } = turn;
    this.context.add({ turnId, turnNumber, userText, aiText, heardChars, language, supersedesTurnId });
    this.writing = this.writing.then(() => this.write(turn, sessions));
  }

  /** The listener stopped a reply after it was added: context and history learn how far it was heard. */
  stopHearing(stopped: StopHearingInput): void {
    const { turnId, heardChars } = stopped;
    this.context.stopHearing(turnId, heardChars);
    this.writing = this.writing.then(async () => {
      const { ctx, logger } = this.options;
      try {
        await stopHearing(ctx, stopped);
      } catch (error) {
        // The turn itself is stored; only the mark of its interruption is lost.
        logger.warn("end_of_hearing_not_stored", { trace_id: turnId, error });
      }
    });
  }

  /** Resolves when everything so far is durable, or reported as lost. */
  settled(): Promise<void> {
    return this.writing;
  }

  private async write(turn: RecordTurnInput, sessions: EndedTurn["sessions"]): Promise<void> {
    const { ctx, logger, send, metrics } = this.options;
    const { turnId, turnNumber, endedBy, finishReason, timings, mode, supersedesTurnId } = turn;
    const interrupted = isInterruption(endedBy);
    const ended = endedTurnOf({ ...turn, wasSpoken: turn.userAudio !== null, sessions });
    const isLost = supersedesTurnId !== null && this.lost.has(supersedesTurnId);
    try {
      await recordTurn(ctx, { ...turn, supersedesTurnId: isLost ? null : supersedesTurnId });
      if (endedBy !== "not_understood")
        metrics?.turnEnded(turn.errorCode ? "failed" : interrupted ? "interrupted" : "completed", ended);
      logger.info("turn_completed", {
        trace_id: turnId,
        mode,
        ended_by: endedBy,
        error_code: turn.errorCode,
        ...timings,
      });
      const ending = { interrupted, ended_by: endedBy, finish_reason: finishReason };
      const said = turn.saidReplacements?.length ? { said_replacements: turn.saidReplacements } : {};
      send({ type: "turn_completed", turn_id: turnId, turn_number: turnNumber, ...ending, timings, ...said });
    } catch (error) {
      this.lost.add(turnId);
      logger.error("turn_not_stored", { trace_id: turnId, error });
      const { code, message } = publicError(error).body.error;
      metrics?.turnEnded("lost", { ...ended, errorCode: code });
      send({ type: "error", code, message, turn_id: turnId });
    }
  }
}
