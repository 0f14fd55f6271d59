import { once } from "node:events";
import http from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { WebSocket } from "ws";
import { turnDetails } from "../../drizzle/schema";
import { AppError } from "../../lib/errors";
import type { Engines, TextToSpeech } from "../engines/contract";
import { createRemoteTts } from "../engines/remote";
import { type StandIns, startStandIn, startStandIns } from "../engines/testing/start-stand-ins";
import { silentLogger } from "../observability/logger";
import { runTurn } from "../pipeline/run-turn";
import { createLeaseBroker } from "../scheduler/lease-broker";
import { createVoiceControl } from "../scheduler/voice-control";
import { disableUser } from "../services/users/disable-user";
import { type ChatClient, connectPlain, connectSocketIo, type Outgoing } from "../testing/chat-client";
import { type ChatServer, startChatServer, startRemoteEngines } from "../testing/chat-server";

let standIns: StandIns;
let engines: Engines;
let server: ChatServer;
let token: string;
const clients: ChatClient[] = [];

beforeAll(async () => {
  standIns = await startStandIns();
  engines = await startRemoteEngines(standIns);
});
afterAll(async () => {
  await Promise.all([engines.stt.close(), engines.llm.close(), engines.tts.close()]);
  await standIns.close();
});
beforeEach(async () => {
  server = await startChatServer({ engines, voiceDetector: null, runTurn, maxSessions: 2, pingIntervalMs: 500 });
  ({ token } = server.addUser("ann"));
  await standIns.tts.configure({ stepLatencyMs: 0, audioMsPerCharacter: 60 });
  await standIns.llm.configure({ answer: "Yes.", firstLatencyMs: 0 });
  await standIns.llm.forgetCalls();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

async function connect(how: typeof connectPlain = connectPlain, as = token): Promise<ChatClient> {
  const client = await how(server.url, as);
  clients.push(client);
  return client;
}

async function startSession(options: Partial<Outgoing> = {}, how = connectPlain, as = token) {
  const client = await connect(how, as);
  client.send({ ...options, type: "session_start" });
  return { client, started: await client.waitFor("session_started") };
}

/** A promise that waits for `open`. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A quarter of a second of anything. */
const noise: Outgoing = { type: "audio_chunk", data: Buffer.alloc(8_000, 1).toString("base64"), ts: 0, sr: 16_000 };

/** A server with this voice detector; `heard` once it was asked. */
async function serverThatHears(
  probability: (frame: Float32Array) => number,
): Promise<{ listening: ChatServer; heard: Promise<void> }> {
  const { opened: heard, open } = gate();
  const push = async (frame: Float32Array) => {
    open();
    return probability(frame);
  };
  const voiceDetector = { createStream: () => ({ push, reset: () => {}, close: () => {} }), close: async () => {} };
  return { listening: await startChatServer({ engines, voiceDetector, runTurn }), heard };
}

describe("the upgrade", () => {
  /** The status that answers an upgrade. */
  async function statusOf(path: string, headers: http.OutgoingHttpHeaders): Promise<number | undefined> {
    const request = http.get(`${server.url}${path}`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.from("sixteen bytes!!!").toString("base64"),
        ...headers,
      },
    });
    const status = await Promise.race([
      once(request, "response").then(([response]) => response.statusCode),
      once(request, "upgrade").then(([response, socket]) => {
        socket.destroy();
        return response.statusCode;
      }),
    ]);
    request.destroy();
    return status;
  }
  const path = { plain: "/ws/chat", socketIo: "/ws/chat/?EIO=4&transport=websocket" };

  test.each([path.plain, path.socketIo])("%s admits who is known and refuses the others before 101", async (target) => {
    const bearer = { authorization: `Bearer ${token}` };
    expect(await statusOf(target, bearer)).toBe(101);
    expect(await statusOf(target, { ...bearer, origin: server.url })).toBe(101);
    expect(await statusOf(target, {})).toBe(401);
    expect(await statusOf(target, { authorization: "Bearer wrong" })).toBe(401);
    expect(await statusOf(target, { cookie: "next-auth.session-token=forged", origin: server.url })).toBe(401);
    expect(await statusOf(target, { ...bearer, origin: "https://evil.example" })).toBe(403);
    expect(await statusOf(target, { origin: "null" })).toBe(403);
  });

  it("of any other path is not found", async () => {
    const bearer = { authorization: `Bearer ${token}` };
    for (const other of ["/", "/ws", "/ws/chat/x", "/socket.io/?EIO=4&transport=websocket", "/_next/webpack-hmr"]) {
      expect(await statusOf(other, bearer)).toBe(404);
    }
  });

  it("refuses Socket.IO by polling", async () => {
    expect(await statusOf("/ws/chat/?EIO=4&transport=polling", { authorization: `Bearer ${token}` })).toBe(400);
  });
});

describe("sessions", () => {
  it("are taken up where they were left, by their owner alone", async () => {
    const first = await startSession({ endpoint_pause_ms: 400 });
    first.client.send({ type: "text_input", text: "one" });
    await first.client.waitFor("turn_completed");
    first.client.close();
    const session_id = first.started.session_id;
    const again = await startSession({ session_id }, connectSocketIo);
    expect(again.started).toMatchObject({ session_id, resumed: true, last_turn_number: 1, endpoint_pause_ms: 400 });
    again.client.send({ type: "text_input", text: "two" });
    expect((await again.client.waitFor("turn_completed")).turn_number).toBe(2);
    const messages = (await standIns.llm.waitForCalls(2))[1]?.fields.messages as { content: string }[];
    expect(messages.slice(-3).map(({ content }) => content)).toEqual(["one", "Yes.", "two"]);

    const { token: bobs } = server.addUser("bob");
    const stolen = await startSession({ session_id }, connectPlain, bobs);
    expect(stolen.client.of("error")[0]?.code).toBe("session_not_found");
    expect(stolen.started).toMatchObject({ resumed: false, last_turn_number: 0 });
    expect(stolen.started.session_id).not.toBe(session_id);
  });

  it("are taken up after their last turn is written down, however soon the client is back", async () => {
    const disk = gate();
    const slow = await startChatServer({ engines, voiceDetector: null, runTurn, beforeWriting: () => disk.opened });
    const { token: anns } = slow.addUser("ann");
    const first = await connectPlain(slow.url, anns);
    clients.push(first);
    first.send({ type: "text_input", text: "one" });
    const { session_id } = await first.waitFor("session_started");
    await first.waitFor("audio_response", ({ is_last }) => is_last);
    first.close();
    await first.waitForClose();

    const again = await Promise.all([connectPlain(slow.url, anns), connectPlain(slow.url, anns)]);
    clients.push(...again);
    for (const client of again) {
      client.send({ type: "session_start", session_id });
      if (!("plain" in client.raw)) continue;
      client.raw.plain.ping();
      await once(client.raw.plain, "pong");
    }
    disk.open();
    const [older, newer] = again as [ChatClient, ChatClient];
    expect(await newer.waitFor("session_started")).toMatchObject({ session_id, resumed: true, last_turn_number: 1 });
    await older.waitForClose();
    expect(slow.manager.counts().sessions).toBe(1);
    newer.send({ type: "text_input", text: "two" });
    expect((await newer.waitFor("turn_completed")).turn_number).toBe(2);
    await slow.close();
  });

  it("that are open elsewhere move to the newest connection, with their slot", async () => {
    const first = await startSession();
    await startSession();
    const second = await startSession({ session_id: first.started.session_id });
    expect(second.started.resumed).toBe(true);
    expect((await first.client.waitForClose()).code).toBe(4409);
    expect(first.client.of("error").map(({ code }) => code)).toEqual(["session_in_use"]);
    expect(server.manager.counts().sessions).toBe(2);
  });

  it("change their settings without beginning anew", async () => {
    const { client, started } = await startSession({ language: "en" });
    client.send({ type: "session_start", session_id: started.session_id, mode: "hq", language: "zh-TW" });
    const changed = await client.waitFor("session_started", () => true, 2);
    expect(changed).toMatchObject({ session_id: started.session_id, mode: "hq", language: "zh-TW", resumed: true });
  });

  it("say when a voice cannot be used", async () => {
    const { client, started } = await startSession({ profile_id: 7 });
    expect(client.of("error")[0]?.code).toBe("profile_not_ready");
    expect(started.profile_id).toMatch(/^builtin:/);
  });

  it.each([
    ["asks for one", { type: "session_start" }],
    ["just speaks", { type: "audio_chunk", data: "AAAA", sr: 16_000 }],
    ["just types", { type: "text_input", text: "let me in" }],
  ])("beyond the last slot are told so and closed with 1013, whoever %s", async (_, first) => {
    await startSession();
    await startSession();
    const third = await connect();
    const askedMs = performance.now();
    third.send(first);
    expect((await third.waitForClose()).code).toBe(1013);
    expect(performance.now() - askedMs).toBeLessThan(500);
    expect(third.of("error").map(({ code }) => code)).toEqual(["at_capacity"]);
  });

  it("beyond the last slot wait in order and get in; speech is not kept meanwhile, what was typed is", async () => {
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
  ])("free their slot as soon as the client leaves: %s", async (_, how) => {
    const first = await startSession({}, how);
    await startSession();
    const third = await connect();
    third.send({ type: "session_start", wait: true });
    await third.waitFor("queue_position");
    first.client.close();
    await third.waitFor("session_started");
  });

  it("keep their place for a new conversation on the same connection, whoever waits", async () => {
    const house = await startChatServer({ engines, voiceDetector: null, runTurn, maxSessions: 1 });
    const { token: anns } = house.addUser("ann");
    const [talking, waiting] = await Promise.all([connectPlain(house.url, anns), connectPlain(house.url, anns)]);
    clients.push(talking, waiting);
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
    await house.close();
  });

  it("begun over and over, by several clients and on one conversation, hold one place each and leave none behind", async () => {
    const house = await startChatServer({ engines, voiceDetector: null, runTurn, maxSessions: 2 });
    const { token: anns } = house.addUser("ann");
    const known = await connectPlain(house.url, anns);
    known.send({ type: "session_start" });
    const { session_id } = await known.waitFor("session_started");
    const storm = await Promise.all([connectPlain, connectSocketIo, connectPlain].map((how) => how(house.url, anns)));
    clients.push(known, ...storm);
    for (let i = 0; i < 25; i++) {
      for (const [index, client] of [known, ...storm].entries()) {
        const conversation = (i + index) % 3 === 0 ? { session_id } : {};
        client.send({ ...conversation, type: "session_start", wait: i % 2 === 0 });
        if (i % 5 === index) client.send({ type: "text_input", text: "hello" });
      }
      await new Promise(setImmediate);
      expect(house.manager.counts().sessions).toBeLessThanOrEqual(2);
    }
    for (const client of [known, ...storm]) client.close();
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => connectPlain(house.url, anns)));
    if (!first || !second || !third) throw new Error("no clients");
    clients.push(first, second, third);
    for (const client of [first, second]) client.send({ type: "session_start", wait: true });
    await Promise.all([first, second].map((client) => client.waitFor("session_started")));
    third.send({ type: "session_start" });
    expect((await third.waitForClose()).code).toBe(1013);
    await house.close();
  });

  it("idle for long give their place to whoever waits, and have it back for their next words", async () => {
    const house = await startChatServer({ engines, voiceDetector: null, runTurn, maxSessions: 1, idleSessionMs: 0 });
    const { token: anns } = house.addUser("ann");
    const idle = await connectPlain(house.url, anns);
    clients.push(idle);
    idle.send({ type: "text_input", text: "one" });
    const { turn_id } = await idle.waitFor("turn_completed");
    await idle.waitFor("turn_state", ({ state }) => state === "listening", 1);
    const { session_id } = await idle.waitFor("session_started");

    await standIns.tts.configure({ stepLatencyMs: 50, audioMsPerCharacter: 1_000 });
    const next = await connectPlain(house.url, anns);
    clients.push(next);
    next.send({ type: "session_start", wait: true });
    await next.waitFor("session_started");
    expect((await idle.waitFor("error")).code).toBe("session_idle");
    next.send({ type: "text_input", text: "two" });
    await next.waitFor("audio_response");

    idle.send({ type: "transcript_edit", turn_id, text: "one again" });
    expect(await idle.waitFor("queue_position")).toMatchObject({ position: 1 });
    await standIns.tts.configure({ stepLatencyMs: 0, audioMsPerCharacter: 60 });
    expect(idle.of("llm_token").filter((piece) => piece.turn_id !== turn_id)).toEqual([]);
    next.close();
    expect(await idle.waitFor("session_started", () => true, 2)).toMatchObject({ session_id, resumed: true });
    const completed = await idle.waitFor("turn_completed", () => true, 2);
    expect(completed).toMatchObject({ turn_number: 2, interrupted: false });
    expect(idle.of("error")).toHaveLength(1);
    await house.close();
  });

  it("idle that leave while they wait for their place leave the queue", async () => {
    const house = await startChatServer({ engines, voiceDetector: null, runTurn, maxSessions: 1, idleSessionMs: 0 });
    const { token: anns } = house.addUser("ann");
    const [idle, next, last] = await Promise.all([1, 2, 3].map(() => connectPlain(house.url, anns)));
    if (!idle || !next || !last) throw new Error("no clients");
    clients.push(idle, next, last);
    idle.send({ type: "session_start" });
    await idle.waitFor("session_started");
    await standIns.tts.configure({ stepLatencyMs: 50, audioMsPerCharacter: 1_000 });
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
    await house.close();
  });

  it("free their slot when the client vanishes: no answer to two pings", async () => {
    await startSession();
    const vanishing = new WebSocket(`${server.url.replace("http", "ws")}/ws/chat`, {
      headers: { authorization: `Bearer ${token}` },
      autoPong: false,
    });
    await once(vanishing, "open");
    vanishing.send(JSON.stringify({ type: "session_start" }));
    await once(vanishing, "message");
    const third = await connect();
    third.send({ type: "session_start", wait: true });
    await third.waitFor("queue_position");
    await third.waitFor("session_started");
    vanishing.terminate();
  });

  test.each([
    ["plain WebSocket", connectPlain],
    ["Socket.IO", connectSocketIo],
  ])("end when their person is disabled: %s", async (_, how) => {
    const { client } = await startSession({}, how);
    disableUser(server.contextFor({ kind: "system" }), { username: "ann" });
    const { code } = await client.waitForClose();
    expect(client.of("error").map((error) => error.code)).toEqual(["unauthorized"]);
    if (how === connectPlain) expect(code).toBe(4401);
  });

  it("finish the turn that runs when the server stops, and take no new one", async () => {
    await standIns.llm.configure({ firstLatencyMs: 200 });
    const { client } = await startSession();
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_started");
    const stopped = server.manager.shutdown(20_000);
    expect((await client.waitFor("error")).code).toBe("shutting_down");
    // A microphone that runs on is told once, not with every chunk.
    for (let i = 0; i < 5; i++) client.send(noise);
    client.send({ type: "text_input", text: "two" });
    client.send({ type: "session_start" });
    expect(await client.waitFor("turn_completed")).toMatchObject({ turn_number: 1, interrupted: false });
    await stopped;
    expect((await client.waitForClose()).code).toBe(1012);
    expect(client.of("turn_started").length).toBe(1);
    expect(client.of("session_started").length).toBe(1);
    expect(client.of("error").map(({ code }) => code)).toEqual(new Array(3).fill("shutting_down"));
  });

  it("that waited for their place again when the server stopped get it as the others finish, and lose no words", async () => {
    const house = await startChatServer({ engines, voiceDetector: null, runTurn, maxSessions: 1, idleSessionMs: 0 });
    const { token: anns } = house.addUser("ann");
    const [idle, next] = await Promise.all([connectPlain(house.url, anns), connectPlain(house.url, anns)]);
    clients.push(idle, next);
    idle.send({ type: "session_start" });
    await idle.waitFor("session_started");
    // Who listens for longer than the server waits is not idle.
    await standIns.tts.configure({ audioMsPerCharacter: 3_000 });
    next.send({ type: "session_start", wait: true });
    next.send({ type: "text_input", text: "one" });
    await next.waitFor("audio_response");
    idle.send({ type: "text_input", text: "two" });
    await idle.waitFor("queue_position");
    await house.manager.shutdown(5_000);
    for (const client of [next, idle]) {
      expect(await client.waitFor("turn_completed")).toMatchObject({ interrupted: false });
    }
    await house.close();
  });

  it("hear nothing more when the server stops: silence after speech begins no turn while others finish theirs", async () => {
    const { listening } = await serverThatHears((frame) => (frame[0] === 0 ? 0 : 1));
    const { token: theirs } = listening.addUser("ann");
    const [speaking, waiting] = [await connectPlain(listening.url, theirs), await connectPlain(listening.url, theirs)];
    clients.push(speaking, waiting);
    // Longer than the silence after which missing audio ends an utterance.
    await standIns.llm.configure({ firstLatencyMs: 2_500 });
    waiting.send({ type: "text_input", text: "one" });
    await waiting.waitFor("turn_started");
    speaking.send(noise);
    await speaking.waitFor("turn_state", ({ state }) => state === "hearing");
    await listening.manager.shutdown(20_000);
    expect(await waiting.waitFor("turn_completed")).toMatchObject({ interrupted: false });
    await speaking.waitForClose();
    expect(speaking.of("turn_started")).toEqual([]);
    expect(speaking.of("turn_state").map(({ state }) => state)).not.toContain("thinking");
    await listening.close();
  });

  it("hear a typed reply to its end although the voice detector fails in it", async () => {
    const { listening, heard } = await serverThatHears(() => {
      throw new AppError("model_crashed");
    });
    const client = await connectPlain(listening.url, listening.addUser("ann").token);
    clients.push(client);
    await standIns.llm.configure({ firstLatencyMs: 200 });
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_started");
    client.send(noise);
    await heard;
    expect((await client.waitFor("error")).code).toBe("model_crashed");
    expect(await client.waitFor("turn_completed")).toMatchObject({ interrupted: false });
    await listening.close();
  });

  it("keep the correction of a turn that could not be stored", async () => {
    const writes = [() => Promise.reject(new Error("disk full")), () => Promise.resolve()];
    const beforeWriting = () => writes.shift()?.() ?? Promise.resolve();
    const full = await startChatServer({ engines, voiceDetector: null, runTurn, beforeWriting });
    const client = await connectPlain(full.url, full.addUser("ann").token);
    clients.push(client);
    client.send({ type: "text_input", text: "one" });
    const lost = await client.waitFor("error");
    expect(lost.code).toBe("storage_failed");
    client.send({ type: "transcript_edit", turn_id: lost.turn_id, text: "two" });
    expect((await client.waitFor("turn_completed")).turn_number).toBe(2);
    await full.close();
  });

  it("keep the turn of a client that goes away in the middle", async () => {
    await standIns.llm.configure({ firstLatencyMs: 60_000 });
    const { client, started } = await startSession();
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_started");
    client.close();
    await client.waitForClose();
    const again = await startSession({ session_id: started.session_id });
    expect(again.started.last_turn_number).toBe(1);
  });
});

describe("a voice that degrades", () => {
  const now = () => performance.now();
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });
  const voiceWith = (fallback: TextToSpeech | null) =>
    createVoiceControl({
      chosen: engines.tts,
      leases,
      fallback: fallback && { tts: fallback, leases },
      targetFirstAudioMs: 1_500,
      vramAlertFraction: 0.9,
      fewerSteps: 10,
      logger: silentLogger,
      now,
    });
  const spokenAs = ({ db }: ChatServer) =>
    db.select({ mode: turnDetails.mode, ttsModel: turnDetails.ttsModel }).from(turnDetails).all();

  it("is told after the start and at each change, and kept in the history; who asked for fast loses nothing by it", async () => {
    const voice = voiceWith(null);
    // Two models behind one engine, as the embedded one has them.
    const tts: TextToSpeech = { ...engines.tts, modelFor: (_, mode) => `${mode}-voice` };
    const house = await startChatServer({ engines: { ...engines, tts }, voiceDetector: null, runTurn, voice });
    const { token: anns } = house.addUser("ann");
    const [hq, fast] = await Promise.all([connectPlain(house.url, anns), connectSocketIo(house.url, anns)]);
    clients.push(hq, fast);
    hq.send({ type: "session_start", mode: "hq" });
    fast.send({ type: "session_start", mode: "fast" });
    const full = { level: "full", reason: null };
    for (const client of [hq, fast]) {
      expect(await client.waitFor("service_level")).toMatchObject(full);
      const types = client.messages.map(({ type }) => type);
      expect(types.indexOf("service_level")).toBe(types.indexOf("session_started") + 1);
    }
    hq.send({ type: "text_input", text: "one" });
    expect((await hq.waitFor("audio_response")).mode).toBe("hq");
    await hq.waitFor("turn_completed");

    voice.ranOutOfMemory();
    expect(await hq.waitFor("service_level", () => true, 2)).toMatchObject({ level: "fast", reason: "vram" });
    expect(await fast.waitFor("service_level", () => true, 2)).toMatchObject(full);
    hq.send({ type: "text_input", text: "two" });
    const { turn_id } = await hq.waitFor("turn_completed", () => true, 2);
    expect(hq.of("audio_response").find((audio) => audio.turn_id === turn_id)?.mode).toBe("fast");
    expect(spokenAs(house)).toEqual([
      { mode: "hq", ttsModel: "hq-voice" },
      { mode: "fast", ttsModel: "fast-voice" },
    ]);
    voice.ranOutOfMemory();
    const fewer = { level: "fewer_steps", reason: "vram" };
    for (const client of [hq, fast]) expect(await client.waitFor("service_level", () => true, 3)).toMatchObject(fewer);
    await house.close();
    voice.close();
  });

  it("is replaced where it fails, and the history says what spoke", async () => {
    const spare = await startStandIn("tts", { models: ["spare-voice"] });
    const fallback = createRemoteTts({ url: spare.url, model: null, apiKey: null }, silentLogger);
    await fallback.start();
    await standIns.tts.configure({ faults: [{ kind: "status", status: 500 }] });
    const voice = voiceWith(fallback);
    const house = await startChatServer({ engines, voiceDetector: null, runTurn, voice });
    const client = await connectPlain(house.url, house.addUser("ann").token);
    clients.push(client);
    client.send({ type: "session_start", mode: "hq" });
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_completed");
    expect(client.of("error")).toEqual([]);
    expect(spokenAs(house)).toEqual([{ mode: "fast", ttsModel: "spare-voice" }]);
    await house.close();
    voice.close();
    await fallback.close();
    await spare.close();
  });
});

it("a reply that was never spoken names no voice in the history", async () => {
  await standIns.tts.configure({ faults: [{ kind: "status", status: 500 }] });
  const { client } = await startSession();
  client.send({ type: "text_input", text: "one" });
  await client.waitFor("turn_completed");
  expect(client.of("error").map(({ code }) => code)).toEqual(["tts_failed"]);
  expect(server.db.select({ ttsModel: turnDetails.ttsModel }).from(turnDetails).all()).toEqual([{ ttsModel: null }]);
});

describe("bad input", () => {
  function sendFrame(client: ChatClient, frame: string | Buffer): void {
    if ("plain" in client.raw) client.raw.plain.send(frame);
  }

  /** The conversation goes on after whatever it was. */
  async function stillWorks(client: ChatClient): Promise<void> {
    client.send({ type: "text_input", text: "still there?" });
    await client.waitFor("turn_completed");
  }

  test.each<[string, string | Buffer, string]>([
    ["malformed JSON", '{"type":', "bad_message"],
    ["JSON that is no object", "[1, 2]", "bad_message"],
    ["null", "null", "bad_message"],
    ["no type", "{}", "bad_message"],
    ["an unknown type", '{"type":"launch"}', "unknown_type"],
    ["a type of the server", '{"type":"turn_completed"}', "unknown_type"],
    ["a binary frame", Buffer.from([1, 2, 3]), "bad_message"],
    ["an empty text", '{"type":"text_input","text":"  "}', "bad_message"],
    ["a text that is too long", JSON.stringify({ type: "text_input", text: "x".repeat(5_000) }), "bad_message"],
    ["a sample rate of 0", '{"type":"audio_chunk","data":"AAAA","sr":0}', "bad_audio"],
    ["a sample rate of 10⁹", '{"type":"audio_chunk","data":"AAAA","sr":1000000000}', "bad_audio"],
    ["a sample rate that is no number", '{"type":"audio_chunk","data":"AAAA","sr":"16000"}', "bad_audio"],
    [
      "audio that is too long",
      JSON.stringify({ type: "audio_chunk", data: "A".repeat(300_000), sr: 16_000 }),
      "bad_audio",
    ],
    ["a path as a session", '{"type":"session_start","session_id":"../../etc/passwd"}', "bad_message"],
    ["an unknown turn", '{"type":"transcript_edit","turn_id":"x","text":"y"}', "turn_not_found"],
  ])("%s is an error, and the conversation goes on", async (_, frame, code) => {
    const { client } = await startSession();
    sendFrame(client, frame);
    expect((await client.waitFor("error")).code).toBe(code);
    await stillWorks(client);
  });

  it.each<[string, unknown]>([
    ["no payload", undefined],
    ["a text as payload", "audio"],
    ["a list as payload", [1]],
    ["bytes as payload", Buffer.from([1, 2])],
  ])("over Socket.IO: %s", async (_, payload) => {
    const { client } = await startSession({}, connectSocketIo);
    if ("socketIo" in client.raw) client.raw.socketIo.emit("text_input", payload);
    expect((await client.waitFor("error")).code).toBe("bad_message");
    await stillWorks(client);
  });

  it("audio before the voice detector is there says so", async () => {
    const { client } = await startSession();
    client.send({ type: "audio_chunk", data: "AAAA", sr: 16_000 });
    expect((await client.waitFor("error")).code).toBe("model_loading");
    for (let i = 0; i < 20; i++) client.send({ type: "audio_chunk", data: "AAAA", sr: 16_000 });
    await stillWorks(client);
    expect(client.of("error").length).toBe(1);
  });

  it("a frame of 8 MB ends its connection and no other", async () => {
    const other = await startSession();
    const { client } = await startSession();
    sendFrame(client, "x".repeat(8 * 1_048_576));
    expect((await client.waitForClose()).code).toBe(1009);
    await stillWorks(other.client);
    await startSession();
  });

  it("2,000 messages at once are told to slow down, then ended, and others do not notice", async () => {
    const other = await startSession();
    const { client } = await startSession();
    for (let i = 0; i < 2_000; i++) client.send({ type: "interrupt" });
    expect(await client.waitForClose()).toEqual({ code: 1008, reason: "Too many messages." });
    expect(client.of("error").map(({ code }) => code)).toEqual(["rate_limited"]);
    await stillWorks(other.client);
  });

  it("2,000 typed texts at once are not 2,000 turns", async () => {
    const other = await startSession();
    const { client, started } = await startSession();
    for (let i = 0; i < 2_000; i++) client.send({ type: "text_input", text: "hello" });
    expect((await client.waitForClose()).code).toBe(1008);
    await stillWorks(other.client);
    const again = await startSession({ session_id: started.session_id });
    expect(again.started.last_turn_number).toBeLessThan(150);
  });

  it("who sends nothing but nonsense is ended", async () => {
    const { client } = await startSession();
    for (let i = 0; i < 100; i++) sendFrame(client, "nonsense");
    expect((await client.waitForClose()).code).toBe(1008);
    expect(client.of("error").length).toBeLessThan(60);
  });
});
