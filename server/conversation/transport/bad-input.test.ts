import { beforeEach, describe, expect, it, test, vi } from "vitest";
import { type ChatClient, connectPlain, connectSocketIo } from "../../testing/chat-client";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let server: TestChatServer;
beforeEach(async () => {
  server = await servers.open({ maxSessions: 2 });
});

describe("bad input", () => {
  function sendFrame(client: ChatClient, frame: string | Buffer): void {
    if ("plain" in client.raw) client.raw.plain.send(frame);
  }

  /** Expects that the conversation still works. */
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
    const { client } = await server.startSession();
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
    const { client } = await server.startSession({}, connectSocketIo);
    if ("socketIo" in client.raw) client.raw.socketIo.emit("text_input", payload);
    expect((await client.waitFor("error")).code).toBe("bad_message");
    await stillWorks(client);
  });

  it("audio that comes before the voice detector is loaded gets an error that says so", async () => {
    const { client } = await server.startSession();
    client.send({ type: "audio_chunk", data: "AAAA", sr: 16_000 });
    expect((await client.waitFor("error")).code).toBe("model_loading");
    for (let i = 0; i < 20; i++) client.send({ type: "audio_chunk", data: "AAAA", sr: 16_000 });
    await stillWorks(client);
    expect(client.of("error").length).toBe(1);
  });

  it("a frame of 8 MB ends its connection and no other", async () => {
    const other = await server.startSession();
    const { client } = await server.startSession();
    sendFrame(client, "x".repeat(8 * 1_048_576));
    expect((await client.waitForClose()).code).toBe(1009);
    await stillWorks(other.client);
    await server.startSession();
  });

  it("2,000 messages at once are limited, then end their connection; others do not notice", async () => {
    const other = await server.startSession();
    const { client } = await server.startSession();
    for (let i = 0; i < 2_000; i++) client.send({ type: "interrupt" });
    expect(await client.waitForClose()).toEqual({ code: 1008, reason: "Too many messages." });
    expect(client.of("error").map(({ code }) => code)).toEqual(["rate_limited"]);
    await stillWorks(other.client);
  });

  it("2,000 typed texts at once are not 2,000 turns", async () => {
    const bob = await server.addUser("bob");
    const other = await server.startSession({}, connectPlain, bob.token);
    const { client, started } = await server.startSession();
    for (let i = 0; i < 2_000; i++) client.send({ type: "text_input", text: "hello" });
    expect((await client.waitForClose()).code).toBe(1008);
    await stillWorks(other.client);
    const again = await server.connect();
    // Their allowance comes back while they wait; until then a start is refused.
    const resumed = await vi.waitFor(
      () => {
        again.send({ type: "session_start", session_id: started.session_id });
        const [session] = again.of("session_started");
        if (!session) throw new Error("not yet");
        return session;
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(resumed.last_turn_number).toBeLessThan(150);
  });

  it("a client that sends only nonsense is disconnected", async () => {
    const { client } = await server.startSession();
    for (let i = 0; i < 100; i++) sendFrame(client, "nonsense");
    expect((await client.waitForClose()).code).toBe(1008);
    expect(client.of("error").length).toBeLessThan(60);
  });
});
