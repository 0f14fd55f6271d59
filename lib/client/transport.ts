import { io, type Socket } from "socket.io-client";
import { bytesToBase64, int16ToBytes } from "../audio/pcm";
import { type Backoff, backoffMs } from "../backoff";
import { type ConnectionState, type TurnedAway, turnedAwayCodes } from "../chat/connection-state";
import type { ClientMessage } from "../protocol/client-messages";
import { parseServerMessage } from "../protocol/codec";
import { type ServerMessage, serverMessageSchema } from "../protocol/server-messages";

/** Half of each wait is random: after a restart of the server not all browsers come back in the same instant. */
const reconnecting: Backoff = { firstMs: 500, maxMs: 15_000, spread: [0.5, 1] };

export interface TransportEvents {
  onState(state: ConnectionState): void;
  onMessage(message: ServerMessage): void;
  /** The socket is open: send `session_start` now. */
  onOpen(): void;
}

export interface TransportOptions {
  /** Origin of the server; the page's own by default. */
  url?: string;
  /** Whether this browser is still logged in. Asked after a refused connection: scripts can't see its HTTP status. */
  signedIn: () => Promise<boolean>;
  random?: () => number;
}

type Wire = Socket<Record<string, (payload: unknown) => void>, Record<string, (payload: object) => void>>;

/** Audio is dropped while more than this many bytes wait in the socket's buffer: late speech is worse than none. */
const maxBufferedBytes = 256 * 1024;
const connectTimeoutMs = 10_000;

/** Socket.IO on /ws/chat with its own reconnect, so that the screen can say when the next try is. */
export class ChatTransport {
  private readonly events: TransportEvents;
  private readonly options: TransportOptions;
  private socket: Wire | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;
  private attempt = 0;
  private audioSeq = 0;
  private closed = true;
  /** The server said so, and then closes: we do not reconnect. */
  private turnedAway: TurnedAway | null = null;
  /** The server said that the login ended, and then closes. */
  private isShutOut = false;

  constructor(events: TransportEvents, options: TransportOptions) {
    this.events = events;
    this.options = options;
  }

  get connected(): boolean {
    return this.socket?.connected ?? false;
  }

  /**
   * Connects, and reconnects after each loss until `close`, the end of the login, or a refusal by the server. A call
   * while it waits for the next try makes it try at once.
   */
  connect(): void {
    this.closed = false;
    if (this.connected) return;
    this.dropSocket();
    this.turnedAway = null;
    this.isShutOut = false;
    this.attempt += 1;
    this.events.onState({ state: "connecting", attempt: this.attempt });
    const socket: Wire = io(this.options.url ?? "", {
      path: "/ws/chat",
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      timeout: connectTimeoutMs,
    });
    this.socket = socket;
    socket.on("connect", () => {
      this.attempt = 0;
      this.events.onState({ state: "connected" });
      this.events.onOpen();
    });
    socket.on("connect_error", () => void this.lost(socket, true));
    socket.on("disconnect", () => {
      if (this.turnedAway && this.socket === socket) this.leave(this.turnedAway);
      else void this.lost(socket, this.isShutOut);
    });
    for (const option of serverMessageSchema.options) {
      const type = option.shape.type.value;
      socket.on(type, (payload: unknown) => {
        const message = parseServerMessage({ ...(payload as object), type });
        if (!message || this.socket !== socket) return;
        this.noteFarewell(message);
        this.events.onMessage(message);
      });
    }
  }

  /** Sends a message; false when there is no connection (nothing is queued). */
  send(message: ClientMessage): boolean {
    if (!this.socket?.connected) return false;
    const { type, ...payload } = message;
    this.socket.emit(type, payload);
    return true;
  }

  /** Sends microphone audio, PCM16 mono; dropped while disconnected or when the connection can't keep up. */
  sendAudio(pcm: Int16Array, sampleRateHz: number): boolean {
    if (!this.socket?.connected || this.bufferedBytes() > maxBufferedBytes) return false;
    return this.send({
      type: "audio_chunk",
      data: bytesToBase64(int16ToBytes(pcm)),
      ts: Date.now(),
      sr: sampleRateHz,
      seq: this.audioSeq++,
    });
  }

  /** Drops the connection and connects anew at once, e.g. to start another conversation. */
  restart(): void {
    this.dropSocket();
    this.attempt = 0;
    this.connect();
  }

  /** The server can't be reached, though the socket has not noticed yet: reconnects as after any loss. */
  giveUp(): void {
    if (this.socket && this.connected) void this.lost(this.socket, false);
  }

  /** Ends the connection until somebody asks for it again. */
  leave(code: TurnedAway): void {
    this.dropSocket();
    this.events.onState({ state: "turned_away", code });
  }

  close(): void {
    this.closed = true;
    this.dropSocket();
    this.events.onState({ state: "closed" });
  }

  /** Before it closes, the server may still clear a reply's sound: only a conversation that begins takes a farewell back. */
  private noteFarewell(message: ServerMessage): void {
    if (message.type === "session_started" || message.type === "queue_position") {
      this.turnedAway = null;
      this.isShutOut = false;
    }
    if (message.type !== "error") return;
    this.turnedAway = turnedAwayCodes.find((each) => each === message.code) ?? this.turnedAway;
    this.isShutOut ||= message.code === "unauthorized";
  }

  private bufferedBytes(): number {
    // engine.io does not expose its WebSocket in its types. Where it can't be found, the buffer counts as empty.
    const transport = this.socket?.io.engine?.transport as { ws?: { bufferedAmount?: number } } | undefined;
    return transport?.ws?.bufferedAmount ?? 0;
  }

  private async lost(socket: Wire, refused: boolean): Promise<void> {
    if (this.socket !== socket) return;
    this.dropSocket();
    if (this.closed) return;
    const attempt = Math.max(1, this.attempt);
    const delayMs = Math.round(backoffMs(reconnecting, attempt, (this.options.random ?? Math.random)()));
    this.events.onState({ state: "waiting", attempt, nextTryAtMs: Date.now() + delayMs });
    this.retryTimer = setTimeout(() => this.connect(), delayMs);
    // A server that can't be asked does not mean "signed out": the tries go on.
    if (!refused || (await this.options.signedIn().catch(() => true)) || this.closed || this.connected) return;
    this.dropSocket();
    this.events.onState({ state: "signed_out" });
  }

  private dropSocket(): void {
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.retryTimer = null;
    const socket = this.socket;
    this.socket = null;
    socket?.disconnect();
  }
}
