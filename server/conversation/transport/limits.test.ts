import { once } from "node:events";
import http from "node:http";
import { describe, expect, it, test } from "vitest";
import { WebSocket } from "ws";
import { connectPlain, connectSocketIo, noise } from "../../testing/chat-client";
import { type TestChatServer, testChatServers, voiceDetectorThat } from "../../testing/test-chat-server";

const servers = testChatServers();

/** What answers an upgrade: 101, or a refusal with its headers and body. */
async function knock(server: TestChatServer, token: string) {
  const request = http.get(`${server.url}/ws/chat`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.from("sixteen bytes!!!").toString("base64"),
      authorization: `Bearer ${token}`,
    },
  });
  const [response, socket] = await Promise.race([once(request, "response"), once(request, "upgrade")]);
  if (response.statusCode === 101) {
    socket.destroy();
    return { status: 101, retryAfter: undefined, body: null };
  }
  let text = "";
  for await (const part of response) text += part;
  return { status: response.statusCode, retryAfter: response.headers["retry-after"], body: JSON.parse(text) };
}

describe("turns", () => {
  const clientLimits = { turnsPerMinute: 3 };

  it("are limited per person, over all sockets and reconnects; a neighbour has a limit of their own", async () => {
    const server = await servers.open({ clientLimits });
    const bob = await server.addUser("bob");
    const { client: open } = await server.startSession();
    let [completed, refused] = [0, 0];
    for (let i = 0; i < 3; i++) {
      const { client } = await server.startSession({}, i === 1 ? connectSocketIo : connectPlain);
      for (let turn = 0; turn < 2; turn++) {
        client.send({ type: "text_input", text: "hello" });
        await Promise.race([
          client.waitFor("turn_completed", () => true, client.of("turn_completed").length + 1),
          client.waitFor("error", () => true, client.of("error").length + 1),
        ]);
      }
      completed += client.of("turn_completed").length;
      for (const { code, retry_after_ms: retryAfterMs } of client.of("error")) {
        refused += 1;
        expect(code).toBe("rate_limited");
        expect(retryAfterMs).toBeGreaterThanOrEqual(1_000);
      }
      expect(client.closed).toBeNull();
      client.close();
    }
    // Another turn is allowed every 20 s, and a slow machine may need as long for the six.
    expect(completed).toBeLessThan(6);
    expect(completed + refused).toBe(6);
    open.send({ type: "text_input", text: "from another window" });
    open.send({ type: "session_start", mode: "hq" });
    await open.waitFor("session_started", ({ mode }) => mode === "hq");
    const { client: other } = await server.startSession({}, connectPlain, bob.token);
    other.send({ type: "text_input", text: "and me?" });
    await other.waitFor("turn_completed");
  });

  it("that are spoken count, and the conversation goes on after one too many", async () => {
    const voiceDetector = voiceDetectorThat((frame) => (frame[0] === 0 ? 0 : 1));
    const server = await servers.open({ clientLimits: { turnsPerMinute: 1 }, voiceDetector });
    await servers.standIns.stt.configure({ answer: "Hello there." });
    const { client } = await server.startSession();
    const speak = () => {
      for (let i = 0; i < 4; i++) client.send(noise);
      client.send({ type: "audio_end" });
    };
    speak();
    await client.waitFor("turn_completed");
    speak();
    const { code, retry_after_ms: retryAfterMs } = await client.waitFor("error");
    expect([code, retryAfterMs !== undefined && retryAfterMs > 0]).toEqual(["rate_limited", true]);
    await expect.poll(() => client.messages.at(-1)).toMatchObject({ type: "turn_state", state: "listening" });
    expect(client.of("turn_started").length).toBe(1);
    expect(client.closed).toBeNull();
  });
});

describe("sockets", () => {
  it("of one person are refused before 101 when there are too many, and let in when one has left", async () => {
    const server = await servers.open({ clientLimits: { socketsPerUser: 3 } });
    const bob = await server.addUser("bob");
    const open = [await server.connect(), await server.connect(connectSocketIo), await server.connect()];
    const refused = await knock(server, server.token);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect((await knock(server, bob.token)).status).toBe(101);
    open[1]?.close();
    await expect.poll(async () => (await knock(server, server.token)).status).toBe(101);
    // The open sockets are not affected.
    open[0]?.send({ type: "session_start" });
    await open[0]?.waitFor("session_started");
  });

  it("of an office behind one address, 20 people with 5 each, are all let in", async () => {
    const server = await servers.open();
    const people = await Promise.all(Array.from({ length: 20 }, (_, i) => server.addUser(`person${i}`)));
    await Promise.all(
      people.flatMap(({ token }) => Array.from({ length: 5 }, () => server.connect(connectPlain, token))),
    );
    expect(server.manager.counts().connections).toBe(100);
  });

  it("without a login are refused before their token is checked, once the address has tried too often", async () => {
    const server = await servers.open({ clientLimits: { socketsPerAddress: 2 } });
    const statuses = [];
    for (let i = 0; i < 12; i++) statuses.push((await knock(server, "avt_wrong")).status);
    expect(statuses.slice(0, 4)).toEqual([401, 401, 401, 401]);
    expect(statuses.slice(4)).toContain(429);
    // This token is valid, but it is not checked.
    await expect.poll(async () => (await knock(server, server.token)).status).toBe(429);
  });

  it("that never send are closed; one with a conversation may be quiet", async () => {
    const server = await servers.open({ clientLimits: { silentSocketMs: 300, socketsPerUser: 100 } });
    const { client: quiet } = await server.startSession();
    const { client: quietToo } = await server.startSession({}, connectSocketIo);
    const silent = await Promise.all(Array.from({ length: 30 }, () => server.connect()));
    const silentToo = await server.connect(connectSocketIo);
    silent[0]?.send({ type: "interrupt" });
    for (const client of silent) expect((await client.waitForClose()).code).toBe(4407);
    await silentToo.waitForClose();
    expect(silentToo.of("error").map(({ code }) => code)).toEqual(["bad_message"]);
    await expect.poll(() => server.manager.counts().connections).toBe(2);
    for (const client of [quiet, quietToo]) {
      client.send({ type: "text_input", text: "still there?" });
      await client.waitFor("turn_completed");
    }
  });

  test("of Socket.IO that never enter are closed, and their place is free", async () => {
    const server = await servers.open({ clientLimits: { silentSocketMs: 300, socketsPerUser: 1 } });
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/chat/?EIO=4&transport=websocket`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    await once(socket, "message");
    expect((await knock(server, server.token)).status).toBe(429);
    await once(socket, "close");
    await expect.poll(async () => (await knock(server, server.token)).status).toBe(101);
  });
});
