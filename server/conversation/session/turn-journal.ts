import { replyAudio as replyFormat } from "../../../lib/audio/reply-audio";
import { publicError } from "../../../lib/errors";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { Logger } from "../../platform/observability/logger";
import type { MetricEvents } from "../../platform/observability/metrics";
import type { RecordsContext } from "../../records/context";
import { type RecordTurnInput, recordTurn } from "../../records/turns/record-turn";
import { shortenReply } from "../../records/turns/shorten-reply";
import { type ContextTurn, ConversationContext } from "./conversation-context";

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

  /** Sends `turn_completed` when the row is durable, or `error` when it can't be stored. */
  add(turn: RecordTurnInput): void {
    const { turnId, turnNumber, userText, aiText, supersedesTurnId } = turn;
    this.context.add({ turnId, turnNumber, userText, aiText, supersedesTurnId });
    this.writing = this.writing.then(() => this.write(turn));
  }

  /** The person stopped a reply after it was stored: shortens it in context and history to what they heard. */
  shorten(turnId: string, heard: { text: string; audio: Int16Array | null }): void {
    this.context.shortenReply(turnId, heard.text);
    this.writing = this.writing.then(async () => {
      const { ctx, logger } = this.options;
      const heardAudio = heard.audio && { pcm: heard.audio, sampleRateHz: replyFormat.sampleRateHz };
      try {
        await shortenReply(ctx, { turnId, heardText: heard.text, heardAudio });
      } catch (error) {
        // The turn itself is stored; only the mark of its interruption is lost.
        logger.warn("reply_not_shortened", { trace_id: turnId, error });
      }
    });
  }

  /** Resolves when everything so far is durable, or reported as lost. */
  settled(): Promise<void> {
    return this.writing;
  }

  private async write(turn: RecordTurnInput): Promise<void> {
    const { ctx, logger, send, metrics } = this.options;
    const { turnId, turnNumber, interrupted, timings, mode, supersedesTurnId } = turn;
    const isLost = supersedesTurnId !== null && this.lost.has(supersedesTurnId);
    try {
      await recordTurn(ctx, { ...turn, supersedesTurnId: isLost ? null : supersedesTurnId });
      metrics?.turnEnded(turn.errorCode ? "failed" : interrupted ? "interrupted" : "completed", timings);
      logger.info("turn_completed", { trace_id: turnId, mode, interrupted, error_code: turn.errorCode, ...timings });
      send({ type: "turn_completed", turn_id: turnId, turn_number: turnNumber, interrupted, timings });
    } catch (error) {
      this.lost.add(turnId);
      metrics?.turnEnded("lost", timings);
      logger.error("turn_not_stored", { trace_id: turnId, error });
      const { code, message } = publicError(error).body.error;
      send({ type: "error", code, message, turn_id: turnId });
    }
  }
}
