import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { closeCodes } from "../../../lib/protocol/close-codes";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { Wire } from "./connection";
import { Outbox } from "./outbox";

/** A connection whose network accepts as many bytes as the test sets. */
class ScriptedConnection implements Wire {
  readonly id = "scripted";
  readonly sent: ServerMessage[] = [];
  closedWith: number | null = null;
  buffered = 0;
  send(message: ServerMessage): void {
    this.sent.push(message);
    this.buffered += message.type === "audio_response" ? message.data.length : 10;
  }
  close(code: number): void {
    this.closedWith = code;
  }
  bufferedBytes(): number {
    return this.buffered;
  }
}

const audio = (turnId: string, seq: number): ServerMessage => ({
  type: "audio_response",
  data: "A".repeat(12_800),
  mode: "fast",
  turn_id: turnId,
  seq,
  sr: 24_000,
  format: "pcm_s16le",
  is_last: false,
});
const token = (text: string, turnId = "a"): ServerMessage => ({ type: "llm_token", token: text, turn_id: turnId });
const listening: ServerMessage = { type: "turn_state", state: "listening" };

let connection: ScriptedConnection;
let outbox: Outbox;
beforeEach(() => {
  vi.useFakeTimers();
  connection = new ScriptedConnection();
  outbox = new Outbox(connection, () => Date.now());
});
afterEach(() => {
  outbox.close();
  vi.useRealTimers();
});

it("sends at once while the network accepts it", () => {
  outbox.send(listening);
  expect(connection.sent).toEqual([listening]);
});

it("holds back what the network does not accept, and keeps the order", () => {
  for (let seq = 0; seq < 100; seq++) outbox.send(audio("a", seq));
  outbox.send(listening);
  expect(connection.sent.length).toBeLessThan(30);
  for (let i = 0; i < 10; i++) {
    connection.buffered = 0;
    vi.advanceTimersByTime(25);
  }
  expect(connection.sent).toEqual([...Array.from({ length: 100 }, (_, seq) => audio("a", seq)), listening]);
  expect(connection.closedWith).toBeNull();
});

it("takes back the audio of a turn that was stopped", () => {
  for (let seq = 0; seq < 100; seq++) outbox.send(audio("a", seq));
  const gone = connection.sent.length;
  outbox.dropAudio("a");
  outbox.send(listening);
  connection.buffered = 0;
  vi.advanceTimersByTime(25);
  expect(connection.sent.length).toBe(gone + 1);
});

it("ends the connection of a client that reads nothing for a while", () => {
  for (let seq = 0; seq < 100; seq++) outbox.send(audio("a", seq));
  vi.advanceTimersByTime(14_000);
  expect(connection.closedWith).toBeNull();
  vi.advanceTimersByTime(2_000);
  expect(connection.closedWith).toBe(closeCodes.tooSlow);
});

it("gives a client its full stall time-out although the previous session left the network full", () => {
  connection.buffered = 300_000;
  outbox.send(listening);
  vi.advanceTimersByTime(14_000);
  expect(connection.closedWith).toBeNull();
  connection.buffered = 0;
  vi.advanceTimersByTime(25);
  expect(connection.sent).toEqual([listening]);
});

it("keeps a slow client that goes on reading", () => {
  for (let seq = 0; seq < 60; seq++) outbox.send(audio("a", seq));
  for (let i = 0; i < 40; i++) {
    connection.buffered = Math.max(0, connection.buffered - 20_000);
    vi.advanceTimersByTime(5_000);
  }
  expect(connection.closedWith).toBeNull();
  expect(connection.sent.length).toBe(60);
});

it("never holds more than a bounded amount", () => {
  for (let seq = 0; seq < 3_000 && connection.closedWith === null; seq++) outbox.send(audio("a", seq));
  expect(connection.closedWith).toBe(closeCodes.tooSlow);
});

it("sends a reply's first token at once and those that follow closely together", () => {
  outbox.send(token("The"));
  expect(connection.sent).toEqual([token("The")]);
  for (const text of [" tide", " follows", " the"]) {
    vi.advanceTimersByTime(4);
    outbox.send(token(text));
  }
  expect(connection.sent.length).toBe(1);
  vi.advanceTimersByTime(33);
  expect(connection.sent.slice(1)).toEqual([token(" tide follows the")]);
});

it("sends tokens that come slowly one by one", () => {
  for (const text of ["The", " tide"]) {
    outbox.send(token(text));
    vi.advanceTimersByTime(40);
  }
  expect(connection.sent).toEqual([token("The"), token(" tide")]);
});

it("sends a waiting token before any other message", () => {
  outbox.send(token("The"));
  outbox.send(token(" tide"));
  outbox.send(audio("a", 0));
  expect(connection.sent).toEqual([token("The"), token(" tide"), audio("a", 0)]);
  vi.advanceTimersByTime(100);
  expect(connection.sent.length).toBe(3);
});

it("keeps the tokens of two turns apart", () => {
  outbox.send(token("The"));
  outbox.send(token(" tide"));
  outbox.send(token("Another", "b"));
  vi.advanceTimersByTime(33);
  expect(connection.sent).toEqual([token("The"), token(" tide"), token("Another", "b")]);
});

it("puts tokens together while the network is full", () => {
  for (let seq = 0; seq < 21; seq++) outbox.send(audio("a", seq));
  const gone = connection.sent.length;
  for (const text of ["The", " tide", " turns"]) outbox.send(token(text));
  vi.advanceTimersByTime(10);
  expect(connection.sent.length).toBe(gone);
  connection.buffered = 0;
  vi.advanceTimersByTime(25);
  expect(connection.sent.at(-1)).toEqual(token("The tide turns"));
});

it("never holds more text than a bounded amount", () => {
  connection.buffered = 300_000;
  outbox.send(listening);
  for (let i = 0; i < 3_000 && connection.closedWith === null; i++) outbox.send(token("x".repeat(10_000)));
  expect(connection.closedWith).toBe(closeCodes.tooSlow);
});
