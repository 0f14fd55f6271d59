import type { ServerMessage } from "../../lib/protocol/server-messages";
import { type Connection, closeCodes } from "./connection";

/** Below this much in the transport's buffer the next message is handed over: enough to keep a fast network busy. */
const highWaterBytes = 262_144;
/** Some six minutes of reply audio: who is further behind is not reading. */
const maxQueuedBytes = 24 * 1_048_576;
const pollMs = 25;
/** A client that has taken nothing for so long is not listening any more. */
const stallTimeoutMs = 15_000;
/** What a message is at most besides its audio or text, bytes. */
const envelopeBytes = 512;

/** Keeps what is sent to one client in order and bounded: a slow reader delays nobody but itself. */
export class Outbox {
  private queue: ServerMessage[] = [];
  private queuedBytes = 0;
  private timer: NodeJS.Timeout | null = null;
  private lastBufferedBytes = 0;
  private lastProgressMs: number;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly now: () => number,
  ) {
    this.lastProgressMs = now();
  }

  send(message: ServerMessage): void {
    if (this.closed) return;
    this.queue.push(message);
    this.queuedBytes += sizeOf(message);
    if (this.queuedBytes > maxQueuedBytes) this.giveUp();
    else if (!this.timer) this.drain();
  }

  /** Takes back a turn's audio that has not been handed over. */
  dropAudio(turnId: string): void {
    this.queue = this.queue.filter((message) => message.type !== "audio_response" || message.turn_id !== turnId);
    this.queuedBytes = this.queue.reduce((sum, message) => sum + sizeOf(message), 0);
  }

  close(): void {
    this.closed = true;
    this.queue = [];
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private drain(): void {
    this.timer = null;
    let buffered = this.connection.bufferedBytes();
    const before = this.queue.length;
    while (this.queue.length > 0 && buffered < highWaterBytes) {
      const message = this.queue.shift();
      if (!message) break;
      this.queuedBytes -= sizeOf(message);
      this.connection.send(message);
      buffered = this.connection.bufferedBytes();
    }
    const nowMs = this.now();
    if (this.queue.length < before || buffered < this.lastBufferedBytes) this.lastProgressMs = nowMs;
    this.lastBufferedBytes = buffered;
    if (this.queue.length === 0) return;
    if (nowMs - this.lastProgressMs > stallTimeoutMs) this.giveUp();
    else this.timer = setTimeout(() => this.drain(), pollMs);
  }

  private giveUp(): void {
    this.close();
    this.connection.close(closeCodes.tooSlow, "The client does not read what it is sent.");
  }
}

function sizeOf(message: ServerMessage): number {
  const content = message.type === "audio_response" ? message.data.length : 0;
  return content + envelopeBytes;
}
