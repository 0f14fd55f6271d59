import { closeCodes } from "../../../lib/protocol/close-codes";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { Wire } from "./connection";

/** Below this many bytes in the transport's buffer the next message is sent: enough to keep a fast network busy. */
const highWaterBytes = 262_144;
/** Some six minutes of reply audio. A client that is further behind is not reading. */
const maxQueuedBytes = 24 * 1_048_576;
const pollMs = 25;
/**
 * Two refreshes of a screen: tokens closer together than this are sent as one message, because a message costs both
 * ends more than its text.
 */
const tokensTogetherMs = 33;
/** A client that has read nothing for this long has stalled. */
const stallTimeoutMs = 15_000;
/** Upper bound of a message's size without its audio or text, bytes. */
export const envelopeBytes = 512;

/**
 * Keeps what is sent to one client in order and bounded: a slow reader delays only itself. It is our own because
 * neither `ws` nor Socket.IO bounds what waits to be sent, or lets go of audio that was interrupted.
 */
export class Outbox {
  private queue: ServerMessage[] = [];
  private queuedBytes = 0;
  /** The network is full: nothing is sent before the next check. */
  private pollTimer: NodeJS.Timeout | null = null;
  /** A token waits for more tokens; any other message sends it along. */
  private tokenTimer: NodeJS.Timeout | null = null;
  private lastTokenAtMs = Number.NEGATIVE_INFINITY;
  /** How much of the newest reply's text was handed to the transport, UTF-16 code units. */
  private shown = { turnId: "", chars: 0 };
  private lastBufferedBytes = 0;
  private lastProgressMs: number;
  private closed = false;

  constructor(
    private readonly connection: Wire,
    private readonly now: () => number,
  ) {
    this.lastProgressMs = now();
  }

  send(message: ServerMessage): void {
    if (this.closed) return;
    this.enqueue(message);
    if (this.queuedBytes > maxQueuedBytes) this.closeStalled();
    else if (this.pollTimer) return;
    else if (message.type === "llm_token") this.drainTokens();
    else this.drain();
  }

  /** How much of the newest turn's reply was written to the socket, UTF-16 code units; 0 for any other turn. */
  shownChars(turnId: string): number {
    return this.shown.turnId === turnId ? this.shown.chars : 0;
  }

  /** Discards a turn's audio that was not sent yet. */
  dropAudio(turnId: string): void {
    this.drop(turnId, ["audio_response"]);
  }

  /** Discards a turn's text and audio that were not sent yet; its text counts from nothing again. */
  dropReply(turnId: string): void {
    this.drop(turnId, ["audio_response", "llm_token"]);
    this.shown = { turnId, chars: 0 };
  }

  close(): void {
    this.closed = true;
    this.queue = [];
    this.stopTimers();
  }

  private drop(turnId: string, types: readonly ServerMessage["type"][]): void {
    this.queue = this.queue.filter(
      (message) => !("turn_id" in message && message.turn_id === turnId && types.includes(message.type)),
    );
    this.queuedBytes = this.queue.reduce((sum, message) => sum + sizeOf(message), 0);
  }

  private enqueue(message: ServerMessage): void {
    const last = this.queue.at(-1);
    if (message.type === "llm_token" && last?.type === "llm_token" && last.turn_id === message.turn_id) {
      this.queue[this.queue.length - 1] = { ...last, token: last.token + message.token };
      this.queuedBytes += message.token.length;
      return;
    }
    this.queue.push(message);
    this.queuedBytes += sizeOf(message);
  }

  /** The first token is sent at once; tokens that follow closely are sent together. */
  private drainTokens(): void {
    if (this.tokenTimer) return;
    const waitMs = this.lastTokenAtMs + tokensTogetherMs - this.now();
    if (waitMs <= 0) this.drain();
    else this.tokenTimer = setTimeout(() => this.drain(), waitMs);
  }

  private stopTimers(): void {
    if (this.pollTimer) clearTimeout(this.pollTimer);
    if (this.tokenTimer) clearTimeout(this.tokenTimer);
    this.pollTimer = null;
    this.tokenTimer = null;
  }

  private drain(): void {
    this.stopTimers();
    let buffered = this.connection.bufferedBytes();
    const before = this.queue.length;
    while (this.queue.length > 0 && buffered < highWaterBytes) {
      const message = this.queue.shift();
      if (!message) break;
      this.queuedBytes -= sizeOf(message);
      if (message.type === "llm_token") {
        this.lastTokenAtMs = this.now();
        this.shown = { turnId: message.turn_id, chars: this.shownChars(message.turn_id) + message.token.length };
      }
      this.connection.send(message);
      buffered = this.connection.bufferedBytes();
    }
    const nowMs = this.now();
    if (this.queue.length < before || buffered < this.lastBufferedBytes) this.lastProgressMs = nowMs;
    this.lastBufferedBytes = buffered;
    if (this.queue.length === 0) return;
    if (nowMs - this.lastProgressMs > stallTimeoutMs) this.closeStalled();
    else this.pollTimer = setTimeout(() => this.drain(), pollMs);
  }

  private closeStalled(): void {
    this.close();
    this.connection.close(closeCodes.tooSlow, "The client does not read what it is sent.");
  }
}

function sizeOf(message: ServerMessage): number {
  return envelopeBytes + contentOf(message).length;
}

/** The only parts of a message that can be long. */
function contentOf(message: ServerMessage): string {
  if (message.type === "audio_response") return message.data;
  return message.type === "llm_token" ? message.token : "";
}
