import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import { bytesToBase64, int16ToBytes } from "../../lib/audio/pcm";
import type { ClientMessage } from "../../lib/protocol/client-messages";
import type { ServerMessage } from "../../lib/protocol/server-messages";
import { pick } from "./random";
import { type BenchUtterance, benchRateHz } from "./speech";

export interface SoakLedger {
  /** What the server called complete: turn_id → session. Each must be in the history. */
  completed: Map<string, string>;
  /** How many errors people got, by code. */
  errorsByCode: Map<string, number>;
  /** From the last message that a turn needs to its end, ms. */
  endedAfterMs: number[];
  /** Turns that neither ended nor failed in time: must stay empty. */
  silent: string[];
  interrupted: number;
  vanished: number;
}

export interface SoakPersonOptions {
  url: string;
  token: string;
  utterances: readonly BenchUtterance[];
  random: () => number;
  ledger: SoakLedger;
  /** A turn that has not ended after this many ms counts as lost. */
  patienceMs: number;
  signal: AbortSignal;
}

const questions = ["What time is it?", "Tell me about tea.", "How far is the moon?", "Say something kind."] as const;
const chunkSamples = benchRateHz / 10;

/** One person who types, speaks, interrupts and now and then loses the network, until the signal. */
export async function talk(options: SoakPersonOptions): Promise<void> {
  const { random, ledger, signal } = options;
  let sessionId: string | null = null;
  while (!signal.aborted) {
    const connection: Connection = await Connection.open(options, sessionId);
    sessionId = connection.sessionId;
    while (!signal.aborted && connection.isOpen) {
      await takeTurn(connection, options);
      if (random() < 0.03) {
        // A network that goes away in the middle of a turn.
        connection.send({ type: "text_input", text: pick(random, questions) });
        await sleep(random() * 100);
        ledger.vanished += 1;
        connection.vanish();
      }
    }
    await connection.close();
  }
}

async function takeTurn(
  connection: Connection,
  { random, ledger, utterances, patienceMs }: SoakPersonOptions,
): Promise<void> {
  const ended = connection.nextEnd(patienceMs);
  const utterance = utterances[Math.floor(random() * utterances.length)];
  if (random() < 0.5 || !utterance) {
    connection.send({ type: "text_input", text: pick(random, questions) });
  } else {
    // Ten times as fast as real speech: the server uses the audio's own clock.
    for (let at = 0; at < utterance.pcm.length && connection.isOpen; at += chunkSamples) {
      const data = bytesToBase64(int16ToBytes(utterance.pcm.slice(at, at + chunkSamples)));
      connection.send({ type: "audio_chunk", data, sr: benchRateHz });
      await sleep(10);
    }
    connection.send({ type: "audio_end" });
  }
  const sentAtMs = performance.now();
  if (random() < 0.1) {
    await sleep(random() * 300);
    connection.interrupt();
    ledger.interrupted += 1;
  }
  const end = await ended;
  if (end === "silent") ledger.silent.push(connection.sessionId ?? "?");
  else if (end === "ended") ledger.endedAfterMs.push(performance.now() - sentAtMs);
  // A person who is told that something is down does not ask again at once.
  if (connection.wasRefused) await sleep(1_000);
}

/** One connection of a person. */
class Connection {
  sessionId: string | null = null;
  #onMessage: ((message: ServerMessage) => void) | null = null;
  #interrupting = false;
  #wasRefused = false;
  readonly #ended = new Set<string>();

  private constructor(
    private readonly socket: WebSocket,
    private readonly ledger: SoakLedger,
  ) {
    socket.on("error", () => {});
    socket.on("message", (data) => this.#receive(JSON.parse(String(data)) as ServerMessage));
  }

  /** Connects, again and again if need be, and starts or resumes the conversation. */
  static async open({ url, token, ledger, signal }: SoakPersonOptions, sessionId: string | null): Promise<Connection> {
    for (;;) {
      const connection = new Connection(new WebSocket(url, { headers: { authorization: `Bearer ${token}` } }), ledger);
      try {
        await once(connection.socket, "open", { signal });
        connection.send({
          type: "session_start",
          language: "en",
          mode: "fast",
          wait: true,
          // The network may have dropped the connection before, which the server does not know yet.
          ...(sessionId !== null && { session_id: sessionId, take_over: true }),
        });
        await connection.#until((message) => message.type === "session_started");
        return connection;
      } catch {
        connection.vanish();
        if (signal.aborted) return connection;
        await sleep(200);
      }
    }
  }

  /** The last turn ended with an error. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(message: ClientMessage): void {
    if (this.isOpen) this.socket.send(JSON.stringify(message));
  }

  interrupt(): void {
    this.#interrupting = true;
    this.send({ type: "interrupt" });
  }

  vanish(): void {
    this.socket.terminate();
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.socket.once("close", () => resolve());
      this.socket.close();
    });
  }

  /** `ended`: the next turn completed or failed with an error; `silent`: neither in time; `gone`: no connection. */
  async nextEnd(patienceMs: number): Promise<"ended" | "silent" | "gone"> {
    this.#interrupting = false;
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<"silent">((resolve) => {
      timer = setTimeout(() => resolve("silent"), patienceMs);
    });
    const ended = this.#until((message) => this.#endsTurn(message)).then(
      () => "ended" as const,
      () => "gone" as const,
    );
    const outcome = await Promise.race([ended, silent]);
    clearTimeout(timer);
    return outcome;
  }

  /**
   * A failed turn sends both an error and, once its row is stored, `turn_completed`: the first of them ends it. An
   * interrupted turn without any text sends neither, only the state `listening`.
   */
  #endsTurn(message: ServerMessage): boolean {
    if (message.type === "turn_state") return this.#interrupting && message.state === "listening";
    if (message.type !== "turn_completed" && message.type !== "error") return false;
    this.#wasRefused = message.type === "error";
    const id = message.turn_id;
    if (id === undefined) return message.type === "error";
    if (this.#ended.has(id)) return false;
    this.#ended.add(id);
    return true;
  }

  #until(fits: (message: ServerMessage) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error("The connection ended."));
      this.socket.once("close", gone);
      this.#onMessage = (message) => {
        if (!fits(message)) return;
        this.#onMessage = null;
        this.socket.off("close", gone);
        resolve();
      };
    });
  }

  #receive(message: ServerMessage): void {
    if (message.type === "session_started") this.sessionId = message.session_id;
    if (message.type === "turn_completed") this.ledger.completed.set(message.turn_id, this.sessionId ?? "?");
    if (message.type === "error") {
      this.ledger.errorsByCode.set(message.code, (this.ledger.errorsByCode.get(message.code) ?? 0) + 1);
    }
    this.#onMessage?.(message);
  }
}
