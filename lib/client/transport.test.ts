import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ConnectionState } from "../chat/connection-state";
import type { ServerMessage } from "../protocol/server-messages";
import { ChatTransport } from "./transport";

/** A real Socket.IO server, and what the transport reported. */
let http: HttpServer;
let io: Server;
let url: string;
let transport: ChatTransport | null = null;
const states: ConnectionState[] = [];
const messages: ServerMessage[] = [];
const watchers = new Set<() => void>();

async function listen(port: number): Promise<void> {
  http = createServer();
  io = new Server(http, { path: "/ws/chat", transports: ["websocket"], serveClient: false });
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function open(signedIn: () => Promise<boolean> = async () => true): ChatTransport {
  const check = () => {
    for (const watcher of watchers) watcher();
  };
  transport = new ChatTransport(
    {
      onState: (state) => {
        states.push(state);
        check();
      },
      onMessage: (message) => {
        messages.push(message);
        check();
      },
      onOpen: () => {},
    },
    { url, signedIn, random: () => 0 },
  );
  transport.connect();
  return transport;
}

function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!condition()) return;
      watchers.delete(check);
      resolve();
    };
    watchers.add(check);
    check();
  });
}
const untilState = (state: ConnectionState["state"], count = 1) =>
  until(() => states.filter((each) => each.state === state).length >= count);
const nextSocket = () => new Promise<Socket>((resolve) => io.once("connection", resolve));

beforeEach(() => listen(0));
afterEach(async () => {
  transport?.close();
  states.length = 0;
  messages.length = 0;
  await io.close();
});

it("sends messages as events, and audio as numbered PCM", async () => {
  const accepted = nextSocket();
  const client = open();
  const socket = await accepted;
  await untilState("connected");
  const received: unknown[] = [];
  const three = new Promise<void>((resolve) =>
    socket.onAny((type, payload) => received.push({ type, ...payload }) === 3 && resolve()),
  );
  expect(client.send({ type: "text_input", text: "Hello" })).toBe(true);
  expect(client.sendAudio(Int16Array.of(1, -2), 16_000)).toBe(true);
  expect(client.sendAudio(Int16Array.of(3), 16_000)).toBe(true);
  await three;
  expect(received).toMatchObject([
    { type: "text_input", text: "Hello" },
    { type: "audio_chunk", data: "AQD+/w==", sr: 16_000, seq: 0 },
    { type: "audio_chunk", sr: 16_000, seq: 1 },
  ]);
});

it("hands over valid messages alone", async () => {
  const accepted = nextSocket();
  open();
  const socket = await accepted;
  socket.emit("llm_token", { token: 5 });
  socket.emit("something_new", {});
  socket.emit("llm_token", { token: "Hi", turn_id: "t1" });
  await until(() => messages.length > 0);
  expect(messages).toEqual([{ type: "llm_token", token: "Hi", turn_id: "t1" }]);
});

it("comes back by itself and says when it tries; what can't be sent is dropped, not kept", async () => {
  const first = nextSocket();
  const client = open();
  const socket = await first;
  await untilState("connected");
  const second = nextSocket();
  socket.disconnect(true);
  await untilState("waiting");
  expect(states.at(-1)).toMatchObject({ state: "waiting", attempt: 1 });
  expect(client.sendAudio(Int16Array.of(1), 16_000)).toBe(false);
  expect(client.send({ type: "interrupt" })).toBe(false);
  const again = await second;
  const received: string[] = [];
  const ended = new Promise<void>((resolve) =>
    again.onAny((type) => {
      received.push(type);
      if (type === "audio_end") resolve();
    }),
  );
  await untilState("connected", 2);
  client.send({ type: "audio_end" });
  await ended;
  expect(received).toEqual(["audio_end"]);
});

it("counts its tries while no server answers", async () => {
  await io.close();
  open();
  await untilState("waiting", 2);
  const waits = states.flatMap((state) => (state.state === "waiting" ? [state.attempt] : []));
  expect(waits).toEqual([1, 2]);
});

it("stops trying once the login has ended", async () => {
  io.use((_socket, next) => next(new Error("unauthorized")));
  open(async () => false);
  await untilState("signed_out");
  expect(states.map(({ state }) => state)).toEqual(["connecting", "waiting", "signed_out"]);
});

it.each(["session_in_use", "at_capacity", "account_disabled"] as const)(
  "does not come back by itself after %s",
  async (code) => {
    const accepted = nextSocket();
    const client = open();
    const socket = await accepted;
    await untilState("connected");
    socket.emit("error", { code, message: "No." });
    // The reply that still sounds is cleared on the way out.
    socket.emit("audio_clear", { turn_id: "t1", ended_by: "disconnect" });
    socket.disconnect(true);
    await untilState("turned_away");
    expect(states.at(-1)).toEqual({ state: "turned_away", code });
    expect(messages).toHaveLength(2);

    const second = nextSocket();
    client.restart();
    (await second).disconnect(true);
    await untilState("waiting");
  },
);

it("knows at once that the login has ended where the server says so", async () => {
  const connected = nextSocket();
  open(async () => false);
  const socket = await connected;
  await untilState("connected");
  socket.emit("error", { code: "unauthorized", message: "Log in first." });
  socket.disconnect(true);
  await untilState("signed_out");
  expect(states.filter(({ state }) => state === "connecting")).toHaveLength(1);
});
