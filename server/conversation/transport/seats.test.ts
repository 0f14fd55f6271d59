import { once } from "node:events";
import { describe, expect, it, test } from "vitest";
import { WebSocket } from "ws";
import { connectPlain, connectSocketIo } from "../../testing/chat-client";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

describe("sessions", () => {
  it.each([
    ["asks for one", { type: "session_start" }],
    ["just speaks", { type: "audio_chunk", data: "AAAA", sr: 16_000 }],
    ["just types", { type: "text_input", text: "let me in" }],
  ])("beyond the last seat get an error and are closed with 1013, when the client %s", async (_, first) => {
    const { startSession, connect } = await servers.open({ maxSessions: 2 });
    await startSession();
    await startSession();
    const third = await connect();
    third.send(first);
    expect((await third.waitForClose()).code).toBe(1013);
    expect(third.messages).toMatchObject([{ type: "error", code: "at_capacity" }]);
  });

  it("beyond the last seat wait in order and get in; speech is not kept meanwhile, what was typed is", async () => {
    const { startSession, connect } = await servers.open({ maxSessions: 2 });
    const first = await startSession();
    await startSession();
    const third = await connect();
    third.send({ type: "session_start", wait: true });
    expect(await third.waitFor("queue_position")).toMatchObject({ position: 1 });
    third.send({ type: "audio_chunk", data: "AAAA", sr: 16_000 });
    third.send({ type: "text_input", text: "let me in" });
    first.client.close();
    await third.waitFor("session_started");
    expect(await third.waitFor("turn_completed")).toMatchObject({ turn_number: 1 });
    expect(third.of("error")).toEqual([]);
  });

  test.each([
    ["plain WebSocket", connectPlain],
    ["Socket.IO", connectSocketIo],
  ])("free their seat as soon as the client leaves: %s", async (_, how) => {
    const { startSession, connect } = await servers.open({ maxSessions: 2 });
    const first = await startSession({}, how);
    await startSession();
    const third = await connect();
    third.send({ type: "session_start", wait: true });
    await third.waitFor("queue_position");
    first.client.close();
    await third.waitFor("session_started");
  });

  it("keep their seat for a new conversation on the same connection, even if others wait", async () => {
    const server = await servers.open({ maxSessions: 1 });
    const [talking, waiting] = await Promise.all([server.connect(), server.connect()]);
    talking.send({ type: "session_start" });
    const first = await talking.waitFor("session_started");
    waiting.send({ type: "session_start", wait: true });
    await waiting.waitFor("queue_position");
    talking.send({ type: "session_start" });
    const second = await talking.waitFor("session_started", () => true, 2);
    expect(second.session_id).not.toBe(first.session_id);
    expect(waiting.of("session_started")).toEqual([]);
    talking.send({ type: "session_start", session_id: first.session_id });
    expect(await talking.waitFor("session_started", () => true, 3)).toMatchObject({
      session_id: first.session_id,
      resumed: true,
    });
    talking.close();
    await waiting.waitFor("session_started");
  });

  it("started repeatedly, by several clients on one conversation, hold one seat each and leave none behind", async () => {
    const server = await servers.open({ maxSessions: 2 });
    const known = await server.connect();
    known.send({ type: "session_start" });
    const { session_id } = await known.waitFor("session_started");
    const storm = await Promise.all([connectPlain, connectSocketIo, connectPlain].map((how) => server.connect(how)));
    for (let i = 0; i < 25; i++) {
      for (const [index, client] of [known, ...storm].entries()) {
        const conversation = (i + index) % 3 === 0 ? { session_id } : {};
        client.send({ ...conversation, type: "session_start", wait: i % 2 === 0 });
        if (i % 5 === index) client.send({ type: "text_input", text: "hello" });
      }
      await new Promise(setImmediate);
      expect(server.manager.counts().sessions).toBeLessThanOrEqual(2);
    }
    for (const client of [known, ...storm]) client.close();
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => server.connect()));
    if (!first || !second || !third) throw new Error("no clients");
    for (const client of [first, second]) client.send({ type: "session_start", wait: true });
    await Promise.all([first, second].map((client) => client.waitFor("session_started")));
    third.send({ type: "session_start" });
    expect((await third.waitForClose()).code).toBe(1013);
  });

  it("idle for long vacate their seat for others, and regain one for their next words", async () => {
    const server = await servers.open({ maxSessions: 1, idleSessionMs: 0 });
    const idle = await server.connect();
    idle.send({ type: "text_input", text: "one" });
    const { turn_id } = await idle.waitFor("turn_completed");
    await idle.waitFor("turn_state", ({ state }) => state === "listening", 1);
    const { session_id } = await idle.waitFor("session_started");

    await servers.standIns.tts.configure({ stepLatencyMs: 50, audioMsPerCharacter: 1_000 });
    const next = await server.connect();
    next.send({ type: "session_start", wait: true });
    await next.waitFor("session_started");
    expect((await idle.waitFor("error")).code).toBe("session_idle");
    next.send({ type: "text_input", text: "two" });
    await next.waitFor("audio_response");

    idle.send({ type: "transcript_edit", turn_id, text: "one again" });
    expect(await idle.waitFor("queue_position")).toMatchObject({ position: 1 });
    await servers.standIns.tts.configure({ stepLatencyMs: 0, audioMsPerCharacter: 60 });
    expect(idle.of("llm_token").filter((piece) => piece.turn_id !== turn_id)).toEqual([]);
    next.close();
    expect(await idle.waitFor("session_started", () => true, 2)).toMatchObject({ session_id, resumed: true });
    const completed = await idle.waitFor("turn_completed", () => true, 2);
    expect(completed).toMatchObject({ turn_number: 2, interrupted: false });
    expect(idle.of("error")).toHaveLength(1);
  });

  it("idle that end while they wait to regain a seat leave the queue", async () => {
    const server = await servers.open({ maxSessions: 1, idleSessionMs: 0 });
    const [idle, next, last] = await Promise.all([1, 2, 3].map(() => server.connect()));
    if (!idle || !next || !last) throw new Error("no clients");
    idle.send({ type: "session_start" });
    await idle.waitFor("session_started");
    await servers.standIns.tts.configure({ stepLatencyMs: 50, audioMsPerCharacter: 1_000 });
    next.send({ type: "session_start", wait: true });
    next.send({ type: "text_input", text: "one" });
    await next.waitFor("audio_response");
    idle.send({ type: "text_input", text: "two" });
    await idle.waitFor("queue_position");
    last.send({ type: "session_start", wait: true });
    expect(await last.waitFor("queue_position")).toMatchObject({ position: 2 });
    idle.close();
    await last.waitFor("queue_position", ({ position }) => position === 1);
    next.close();
    await last.waitFor("session_started");
  });

  it("free their seat when the client vanishes: no answer to two pings", async () => {
    const server = await servers.open({ maxSessions: 2, pingIntervalMs: 500 });
    await server.startSession();
    const vanishing = new WebSocket(`${server.url.replace("http", "ws")}/ws/chat`, {
      headers: { authorization: `Bearer ${server.token}` },
      autoPong: false,
    });
    await once(vanishing, "open");
    vanishing.send(JSON.stringify({ type: "session_start" }));
    await once(vanishing, "message");
    const third = await server.connect();
    third.send({ type: "session_start", wait: true });
    await third.waitFor("queue_position");
    await third.waitFor("session_started");
    vanishing.terminate();
  });
});
