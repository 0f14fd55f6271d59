import { describe, expect, it } from "vitest";
import { noise } from "../../testing/chat-client";
import { testChatServers, voiceDetectorThat } from "../../testing/test-chat-server";

const servers = testChatServers();

describe("when the server stops, sessions", () => {
  it("finish the turn that runs, and take no new one", async () => {
    const server = await servers.open();
    await servers.standIns.llm.configure({ firstLatencyMs: 200 });
    const { client } = await server.startSession();
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_started");
    const stopped = server.manager.shutdown(20_000);
    expect((await client.waitFor("error")).code).toBe("shutting_down");
    // An open microphone gets the error once, not for every chunk.
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

  it("that wait to regain a seat get one as others finish, and lose no words", async () => {
    const server = await servers.open({ maxSessions: 1, idleSessionMs: 0 });
    const [idle, next] = await Promise.all([server.connect(), server.connect()]);
    idle.send({ type: "session_start" });
    await idle.waitFor("session_started");
    // A person who listens to a long reply is not idle.
    await servers.standIns.tts.configure({ audioMsPerCharacter: 3_000 });
    next.send({ type: "session_start", wait: true });
    next.send({ type: "text_input", text: "one" });
    await next.waitFor("audio_response");
    idle.send({ type: "text_input", text: "two" });
    await idle.waitFor("queue_position");
    await server.manager.shutdown(5_000);
    for (const client of [next, idle]) {
      expect(await client.waitFor("turn_completed")).toMatchObject({ interrupted: false });
    }
  });

  it("hear nothing more: silence after speech begins no turn while others finish theirs", async () => {
    const voiceDetector = voiceDetectorThat((frame) => (frame[0] === 0 ? 0 : 1));
    const server = await servers.open({ voiceDetector });
    const [speaking, waiting] = [await server.connect(), await server.connect()];
    // Longer than the silence after which missing audio ends an utterance.
    await servers.standIns.llm.configure({ firstLatencyMs: 2_500 });
    waiting.send({ type: "text_input", text: "one" });
    await waiting.waitFor("turn_started");
    speaking.send(noise);
    await speaking.waitFor("turn_state", ({ state }) => state === "hearing");
    await server.manager.shutdown(20_000);
    expect(await waiting.waitFor("turn_completed")).toMatchObject({ interrupted: false });
    await speaking.waitForClose();
    expect(speaking.of("turn_started")).toEqual([]);
    expect(speaking.of("turn_state").map(({ state }) => state)).not.toContain("thinking");
  });
});
