import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { Engines } from "../../inference/contract";
import { type StandIns, startStandIns } from "../../inference/engines/testing/start-stand-ins";
import { type ChatClient, connectPlain, type Outgoing } from "../../testing/chat-client";
import { type ChatServer, startChatServer, startRemoteEngines } from "../../testing/chat-server";
import { runTurn } from "../pipeline/run-turn";

// `session_start` on a connection that has a conversation, wherever its turn machine is at that moment.

const question = "What is the weather?";
const answer = "It is sunny. Take a hat with you.";

let standIns: StandIns;
let engines: Engines;
let server: ChatServer;
let client: ChatClient;

/** Hears speech in whatever is not silence. */
const voiceDetector = {
  createStream: () => ({
    push: async (frame: Float32Array) => (frame[0] === 0 ? 0 : 1),
    reset: () => {},
    close: () => {},
  }),
  close: async () => {},
};

const sound = (sample: number, ms: number): Outgoing => {
  const pcm = new Int16Array(ms * 16).fill(sample);
  return { type: "audio_chunk", data: Buffer.from(pcm.buffer).toString("base64"), ts: 0, sr: 16_000 };
};
const voice = (ms: number) => sound(1_000, ms);
const silence = (ms: number) => sound(0, ms);

beforeAll(async () => {
  standIns = await startStandIns();
  engines = await startRemoteEngines(standIns);
});
afterAll(async () => {
  await Promise.all([engines.stt.close(), engines.llm.close(), engines.tts.close()]);
  await standIns.close();
});
beforeEach(async () => {
  await Promise.all([
    standIns.stt.configure({ answer: question, firstLatencyMs: 0 }),
    standIns.llm.configure({ answer, firstLatencyMs: 0 }),
    standIns.tts.configure({ stepLatencyMs: 0, audioMsPerCharacter: 60 }),
  ]);
  for (const standIn of [standIns.stt, standIns.llm, standIns.tts]) await standIn.forgetCalls();
  server = await startChatServer({ engines, voiceDetector, runTurn, maxSessions: 1 });
  client = await connectPlain(server.url, (await server.addUser("ann")).token);
  client.send({ type: "session_start", language: "en" });
  await client.waitFor("session_started");
});
afterEach(async () => {
  client.close();
  await server.close();
});

/** Begins another conversation; returns the messages that the client gets until it has begun. */
async function beginAnother(): Promise<ServerMessage[]> {
  const before = client.messages.length;
  client.send({ type: "session_start", language: "en" });
  const begun = await client.waitFor("session_started", () => true, 2);
  return client.messages.slice(before, client.messages.indexOf(begun));
}

/** Expects that the new conversation works, and that no message of an earlier conversation's turn follows. */
async function goesOn(leftTurnId?: string): Promise<void> {
  const begun = client.messages.findLastIndex(({ type }) => type === "session_started");
  client.send({ type: "text_input", text: "And here?" });
  expect(await client.waitFor("turn_completed", ({ turn_id }) => turn_id !== leftTurnId)).toMatchObject({
    turn_number: 1,
  });
  const told = client.messages.slice(begun).filter((message) => "turn_id" in message && message.turn_id !== undefined);
  expect(told.filter((message) => "turn_id" in message && message.turn_id === leftTurnId)).toEqual([]);
}

const rowsOf = (place: 1 | 2) => {
  const sessionId = client.of("session_started")[place - 1]?.session_id;
  const { db } = server;
  const turns = db.select().from(conversations).all();
  const details = db.select().from(turnDetails).all();
  return turns
    .filter((turn) => turn.sessionId === sessionId)
    .map((turn) => ({
      said: turn.userText,
      answered: turn.aiText,
      interrupted: details.find(({ conversationId }) => conversationId === turn.id)?.interrupted,
    }));
};

it("ends a reply that is still generated: what was shown is stored before the next conversation begins", async () => {
  await standIns.tts.configure({ stepLatencyMs: 20, audioMsPerCharacter: 1_000 });
  client.send({ type: "text_input", text: "Tell me" });
  const { turn_id } = await client.waitFor("audio_response", ({ seq }) => seq === 3);
  const told = await beginAnother();
  const end = told.filter(({ type }) => type !== "audio_response" && type !== "llm_token");
  expect(end).toMatchObject([
    { type: "audio_clear", turn_id },
    { type: "turn_state", state: "listening" },
    { type: "turn_completed", turn_id, interrupted: true },
  ]);
  const shown = client.of("llm_token").map(({ token }) => token);
  expect(rowsOf(1)).toEqual([{ said: "Tell me", answered: shown.join(""), interrupted: true }]);
  await standIns.tts.configure({ stepLatencyMs: 0, audioMsPerCharacter: 10 });
  await goesOn(turn_id);
});

it("ends a reply that still plays: it stays whole, and counts as interrupted", async () => {
  client.send({ type: "text_input", text: "Tell me" });
  const { turn_id } = await client.waitFor("turn_completed");
  const told = await beginAnother();
  expect(told).toMatchObject([
    { type: "audio_clear", turn_id },
    { type: "turn_state", state: "listening" },
  ]);
  const shown = client.of("llm_token").map(({ token }) => token);
  expect(rowsOf(1)).toEqual([{ said: "Tell me", answered: shown.join(""), interrupted: true }]);
  await goesOn(turn_id);
});

it("ends a turn whose reply has not begun: its words are kept, without a reply", async () => {
  await standIns.llm.configure({ firstLatencyMs: 60_000 });
  client.send({ type: "text_input", text: "Tell me" });
  const { turn_id } = await client.waitFor("turn_started");
  await beginAnother();
  expect(rowsOf(1)).toEqual([{ said: "Tell me", answered: "", interrupted: true }]);
  await standIns.llm.configure({ firstLatencyMs: 0 });
  await goesOn(turn_id);
});

it("in the middle of an utterance hears only what follows, in the new conversation", async () => {
  client.send(voice(900));
  await client.waitFor("turn_state", ({ state }) => state === "hearing");
  await beginAnother();
  client.send(voice(900));
  client.send({ type: "audio_end" });
  await client.waitFor("turn_completed");
  const heardMs = (await standIns.stt.calls()).map(({ audioDurationMs }) => audioDurationMs ?? 0);
  expect(Math.max(...heardMs)).toBeLessThan(1_300);
  expect(rowsOf(1)).toEqual([]);
  expect(rowsOf(2)).toMatchObject([{ said: question }]);
});

it("loses nothing that is said while the previous conversation is being stored", async () => {
  client.send({ type: "text_input", text: "Tell me" });
  await client.waitFor("turn_started");
  client.send({ type: "session_start", language: "en" });
  client.send(voice(900));
  client.send({ type: "audio_end" });
  await client.waitFor("session_started", () => true, 2);
  await client.waitFor("transcription", ({ is_final }) => is_final);
  await client.waitFor("turn_completed", ({ interrupted }) => !interrupted);
  expect(rowsOf(1)).toMatchObject([{ said: "Tell me", interrupted: true }]);
  expect(rowsOf(2)).toMatchObject([{ said: question }]);
});

it("in a pause discards the preemptive turn", async () => {
  await standIns.llm.configure({ firstLatencyMs: 60_000 });
  client.send(voice(900));
  client.send(silence(400));
  await standIns.llm.waitForCalls(1);
  await beginAnother();
  expect((await standIns.llm.waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
  expect(client.of("turn_started")).toEqual([]);
  expect([...rowsOf(1), ...rowsOf(2)]).toEqual([]);
  await standIns.llm.configure({ firstLatencyMs: 0 });
  await goesOn();
});

it("delivers the end of the previous conversation also over a slow network", async () => {
  let buffered = 0;
  const sent: ServerMessage[] = [];
  const actor = { kind: "user", userId: 1, username: "ann", role: "staff" } as const;
  const until = (type: ServerMessage["type"], count: number) =>
    expect.poll(() => sent.filter((message) => message.type === type).length).toBe(count);
  client.close();
  await client.waitForClose();
  const slow = server.manager.connect(actor, {
    id: "slow",
    from: { address: "127.0.0.1", userAgent: "" },
    send: (message) => void sent.push(message),
    close() {},
    bufferedBytes: () => buffered,
    takeTurn() {},
  });
  slow.receive({ type: "session_start" });
  slow.receive({ type: "text_input", text: "Tell me" });
  await until("turn_completed", 1);
  buffered = 1_000_000;
  slow.receive({ type: "session_start" });
  slow.receive({ type: "text_input", text: "And here?" });
  await expect.poll(() => server.db.select().from(conversations).all().length).toBe(2);
  buffered = 0;
  await until("turn_completed", 2);
  const types = sent.map(({ type }) => type);
  expect(types.indexOf("audio_clear")).toBeGreaterThan(-1);
  expect(types.indexOf("audio_clear")).toBeLessThan(types.lastIndexOf("session_started"));
  await slow.end({ unheardIsDropped: false, by: "disconnect" });
});
