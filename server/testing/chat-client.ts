import { once } from "node:events";
import { io, type Socket } from "socket.io-client";
import { WebSocket } from "ws";
import { bytesToBase64, float32ToInt16, int16ToBytes, int16ToFloat32 } from "../../lib/audio/pcm";
import { resample } from "../../lib/audio/resample";
import type { ServerMessage, ServerMessageType } from "../../lib/protocol/server-messages";

export type MessageOf<Type extends ServerMessageType> = Extract<ServerMessage, { type: Type }>;
/** A message from a client, valid or not. */
export type Outgoing = { type: string } & Record<string, unknown>;

/** A client that keeps all messages and can wait for those that have not arrived yet. */
export class ChatClient {
  readonly messages: ServerMessage[] = [];
  closed: { code: number; reason: string } | null = null;
  private readonly watchers = new Set<() => void>();

  constructor(
    readonly send: (message: Outgoing) => void,
    readonly close: () => void,
    /** The transport's own socket, for invalid behaviour. */
    readonly raw: { plain: WebSocket } | { socketIo: Socket },
  ) {}

  receive(message: ServerMessage): void {
    this.messages.push(message);
    for (const watcher of this.watchers) watcher();
  }

  ended(code: number, reason: string): void {
    this.closed = { code, reason };
    for (const watcher of this.watchers) watcher();
  }

  of<Type extends ServerMessageType>(type: Type): MessageOf<Type>[] {
    return this.messages.filter((message): message is MessageOf<Type> => message.type === type);
  }

  /** Waits for the n-th message (from 1) of a type that fits. Rejects when the connection ends before that. */
  async waitFor<Type extends ServerMessageType>(
    type: Type,
    fits: (message: MessageOf<Type>) => boolean = () => true,
    count = 1,
  ): Promise<MessageOf<Type>> {
    const found = () => this.of(type).filter(fits)[count - 1];
    await this.until(() => found() !== undefined || this.closed !== null, `${type} number ${count}`);
    const message = found();
    if (!message) throw new Error(`The connection ended before ${type}: ${JSON.stringify(this.closed)}`);
    return message;
  }

  async waitForClose(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== null, "the end of the connection");
    return this.closed ?? { code: 0, reason: "" };
  }

  private until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(check);
        const seen = this.messages.map(({ type }) => type).filter((type) => type !== "audio_response");
        reject(new Error(`Waited in vain for ${what}. Seen: ${seen.join(" ")}; ${JSON.stringify(this.of("error"))}`));
      }, 30_000);
      const check = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.watchers.delete(check);
        resolve();
      };
      this.watchers.add(check);
      check();
    });
  }
}

/** Connects as a program does: a plain WebSocket with a token, or with the headers of a browser. */
export async function connectPlain(url: string, credential: string | Record<string, string>): Promise<ChatClient> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws/chat`, {
    headers: headersOf(credential),
    perMessageDeflate: false,
  });
  const client = new ChatClient(
    (message) => socket.send(JSON.stringify(message)),
    () => socket.close(),
    { plain: socket },
  );
  socket.on("message", (data) => client.receive(JSON.parse(String(data))));
  socket.on("close", (code, reason) => client.ended(code, String(reason)));
  await once(socket, "open");
  socket.on("error", () => {});
  return client;
}

/** Connects as our pages do: Socket.IO over WebSocket. */
export async function connectSocketIo(url: string, credential: string | Record<string, string>): Promise<ChatClient> {
  const socket = io(url, {
    path: "/ws/chat",
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    extraHeaders: headersOf(credential),
  });
  const client = new ChatClient(
    ({ type, ...payload }) => void socket.emit(type, payload),
    () => void socket.disconnect(),
    { socketIo: socket },
  );
  socket.onAny((type, payload) => client.receive({ ...payload, type }));
  socket.on("disconnect", (reason) => client.ended(0, reason));
  await new Promise<void>((resolve, reject) => {
    socket.on("connect", resolve);
    socket.on("connect_error", reject);
  });
  return client;
}

function headersOf(credential: string | Record<string, string>): Record<string, string> {
  return typeof credential === "string" ? { authorization: `Bearer ${credential}` } : credential;
}

/** A quarter of a second of audio with arbitrary content. */
export const noise: Outgoing = {
  type: "audio_chunk",
  data: Buffer.alloc(8_000, 1).toString("base64"),
  ts: 0,
  sr: 16_000,
};

export interface Speech {
  pcm: Int16Array;
  sampleRateHz: number;
}

/** The speech, resampled to a rate, with silence before and after it. */
export function withSilence(speech: Speech, rateHz: number, silenceMs: { before: number; after: number }): Int16Array {
  const spoken = float32ToInt16(resample(int16ToFloat32(speech.pcm), speech.sampleRateHz, rateHz));
  const before = Math.round((silenceMs.before * rateHz) / 1_000);
  const after = Math.round((silenceMs.after * rateHz) / 1_000);
  const padded = new Int16Array(before + spoken.length + after);
  padded.set(spoken, before);
  return padded;
}

/** Cuts samples into `audio_chunk` messages; `oddBytes` lets samples be split across chunks. */
export function audioChunks(
  pcm: Int16Array,
  sr: number,
  chunkMs: number,
  options: { numbered?: boolean; oddBytes?: boolean } = {},
): Outgoing[] {
  const bytes = int16ToBytes(pcm);
  const size = Math.round((sr * chunkMs) / 1_000) * 2 + (options.oddBytes ? 1 : 0);
  const chunks: Outgoing[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const data = bytesToBase64(bytes.subarray(at, at + size));
    const seq = options.numbered ? { seq: chunks.length } : {};
    chunks.push({ type: "audio_chunk", data, ts: (at / 2 / sr) * 1_000, sr, ...seq });
  }
  return chunks;
}
