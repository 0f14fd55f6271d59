import { once } from "node:events";
import WebSocket from "ws";
import type { ClientMessage } from "../../lib/protocol/client-messages";
import type { ServerMessage } from "../../lib/protocol/server-messages";
import type { Timings } from "../../lib/timings";

export interface TurnOutcome {
  timings: Timings;
  /** On performance.now(), as the client saw it. */
  firstAudioAtMs: number;
}

/** A client of the public protocol: plain WebSocket, JSON text frames. */
export class BenchClient {
  readonly #socket: WebSocket;
  readonly #listeners = new Set<(message: ServerMessage) => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      for (const listener of this.#listeners) listener(message);
    });
  }

  static async connect(url: string, token: string): Promise<BenchClient> {
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    await once(socket, "open");
    return new BenchClient(socket);
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Resolves with the first message that `pick` turns into something; rejects on an `error` message. */
  async next<T>(pick: (message: ServerMessage) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const listener = (message: ServerMessage) => {
        const picked = pick(message);
        if (picked === undefined && message.type !== "error") return;
        this.#listeners.delete(listener);
        if (picked === undefined) reject(new Error(`${(message as { code: string }).code}`));
        else resolve(picked);
      };
      this.#listeners.add(listener);
    });
  }

  /**
   * Resolves with the outcome of the next turn. Call it before the turn begins. Interrupted turns are skipped: in them
   * the speaker only made a long pause.
   */
  async turn(): Promise<TurnOutcome> {
    let firstAudioAtMs = Number.NaN;
    return this.next((message) => {
      if (message.type === "audio_response" && message.data) {
        if (Number.isNaN(firstAudioAtMs)) firstAudioAtMs = performance.now();
      }
      if (message.type !== "turn_completed") return undefined;
      if (message.interrupted) {
        firstAudioAtMs = Number.NaN;
        return undefined;
      }
      return { timings: message.timings, firstAudioAtMs };
    });
  }

  async close(): Promise<void> {
    this.#socket.close();
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, "close");
  }
}
