import { describe, expect, it } from "vitest";
import { turnDetails } from "../../../drizzle/schema";
import type { TextToSpeech } from "../../inference/contract";
import { createRemoteTts } from "../../inference/engines/remote";
import { startStandIn } from "../../inference/engines/testing/start-stand-ins";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { createVoiceControl } from "../../inference/scheduling/voice-control";
import { silentLogger } from "../../platform/observability/logger";
import { connectSocketIo } from "../../testing/chat-client";
import type { ChatServer } from "../../testing/chat-server";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

describe("a voice that degrades", () => {
  const now = () => performance.now();
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });
  const voiceWith = (fallback: TextToSpeech | null) =>
    createVoiceControl({
      chosen: servers.engines.tts,
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

  it("is reported after the start and at each change, and stored; a session in fast mode is not degraded by `fast`", async () => {
    const voice = voiceWith(null);
    // Two models behind one engine, as the embedded one has them.
    const tts: TextToSpeech = { ...servers.engines.tts, modelFor: (_, mode) => `${mode}-voice` };
    const server = await servers.open({ engines: { ...servers.engines, tts }, voice });
    const [hq, fast] = await Promise.all([server.connect(), server.connect(connectSocketIo)]);
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
    expect(spokenAs(server)).toEqual([
      { mode: "hq", ttsModel: "hq-voice" },
      { mode: "fast", ttsModel: "fast-voice" },
    ]);
    voice.ranOutOfMemory();
    const fewer = { level: "fewer_steps", reason: "vram" };
    for (const client of [hq, fast]) expect(await client.waitFor("service_level", () => true, 3)).toMatchObject(fewer);
    voice.close();
  });

  it("is replaced where it fails, and the history says what spoke", async () => {
    const spare = await startStandIn("tts", { models: ["spare-voice"] });
    const fallback = createRemoteTts({ url: spare.url, model: null, apiKey: null }, silentLogger);
    await fallback.start();
    await servers.standIns.tts.configure({ faults: [{ kind: "status", status: 500 }] });
    const voice = voiceWith(fallback);
    const server = await servers.open({ voice });
    const client = await server.connect();
    client.send({ type: "session_start", mode: "hq" });
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_completed");
    expect(client.of("error")).toEqual([]);
    expect(spokenAs(server)).toEqual([{ mode: "fast", ttsModel: "spare-voice" }]);
    voice.close();
    await fallback.close();
    await spare.close();
  });
});

it("a reply that was never spoken names no voice in the history", async () => {
  await servers.standIns.tts.configure({ faults: [{ kind: "status", status: 500 }] });
  const { db, startSession } = await servers.open();
  const { client } = await startSession();
  client.send({ type: "text_input", text: "one" });
  await client.waitFor("turn_completed");
  expect(client.of("error").map(({ code }) => code)).toEqual(["tts_failed"]);
  expect(db.select({ ttsModel: turnDetails.ttsModel }).from(turnDetails).all()).toEqual([{ ttsModel: null }]);
});
