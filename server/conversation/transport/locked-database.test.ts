import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { conversations } from "../../../drizzle/schema";
import { spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { holdLock } from "../../platform/db/testing/hold-lock";
import { audioChunks, withSilence } from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

describe("while another program holds the database", () => {
  it("turns are answered, and stored in their order once it lets go", async () => {
    const server = await servers.open();
    const { client, started } = await server.startSession();
    const holder = await holdLock(join(server.dataDir, "app.db"), "BEGIN IMMEDIATE");
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_state", ({ state }) => state === "listening", 2);
    client.send({ type: "text_input", text: "two" });
    await client.waitFor("turn_state", ({ state }) => state === "listening", 3);
    expect(client.of("turn_completed")).toEqual([]);
    client.send({ type: "session_start", session_id: started.session_id, mode: "hq" });
    expect(await client.waitFor("session_started", () => true, 2)).toMatchObject({ mode: "hq" });
    await holder.release();
    await client.waitFor("turn_completed", () => true, 2);
    expect(client.of("turn_completed").map(({ turn_number }) => turn_number)).toEqual([1, 2]);
    expect(client.of("error")).toEqual([]);
  });

  it("a spoken turn is heard completely, and stored with its audio once the lock is released", async () => {
    const [speech] = await spokenSentences(["What is the weather like today?"]);
    if (!speech) throw new Error("Nothing was spoken.");
    const voiceDetector = await startVoiceDetector();
    onTestFinished(() => voiceDetector.close());
    const server = await servers.open({ voiceDetector });
    const client = await server.connect();
    // The first chunk starts the session, which has a row of its own; the rest is said while the lock is held.
    const [first, ...rest] = audioChunks(withSilence(speech, 16_000, { before: 500, after: 1_000 }), 16_000, 300);
    if (first) client.send(first);
    await client.waitFor("session_started");
    const holder = await holdLock(join(server.dataDir, "app.db"), "BEGIN IMMEDIATE");
    for (const chunk of rest) client.send(chunk);
    await client.waitFor("audio_response", ({ is_last }) => is_last);
    await client.waitFor("turn_state", ({ state }) => state === "listening", 2);
    expect(client.of("turn_completed")).toEqual([]);
    await holder.release();
    await client.waitFor("turn_completed");
    expect(client.of("error")).toEqual([]);
    const [row, ...others] = server.db.select().from(conversations).all();
    expect([row?.turnNumber, others]).toEqual([1, []]);
    const sounds = [row?.userAudioPath, row?.aiAudioPath].map(
      (path) => statSync(join(server.dataDir, path ?? "none")).size,
    );
    for (const bytes of sounds) expect(bytes).toBeGreaterThan(10_000);
  });

  it("for too long, the turn gets an error that it is not stored, and the next one is stored", async () => {
    const server = await servers.open({ lockTimeoutMs: 100 });
    const { client } = await server.startSession();
    const holder = await holdLock(join(server.dataDir, "app.db"), "BEGIN EXCLUSIVE");
    client.send({ type: "text_input", text: "one" });
    const { turn_id } = await client.waitFor("turn_started");
    expect(await client.waitFor("error")).toMatchObject({ code: "storage_failed", turn_id });
    await holder.release();
    client.send({ type: "text_input", text: "two" });
    expect((await client.waitFor("turn_completed")).turn_number).toBe(2);
    expect(server.db.select().from(conversations).all()).toMatchObject([{ turnNumber: 2, userText: "two" }]);
  });
});
