import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { UserActor } from "../../access/actor";
import type { TextToSpeech } from "../../inference/contract";
import { createRemoteTts } from "../../inference/engines/remote";
import { type StandIn, startStandIn } from "../../inference/engines/testing/start-stand-ins";
import { createEndVoice } from "../../operations/end-voice";
import { silentLogger } from "../../platform/observability/logger";
import { readyVoice } from "../../records/testing/voice-input";
import { changeVisibility } from "../../records/voice-profiles/change-visibility";
import { chooseHouseVoice } from "../../records/voice-profiles/house-voice";
import { removeVoiceFiles } from "../../records/voice-profiles/remove-files";
import { connectSocketIo } from "../../testing/chat-client";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let worker: StandIn;
let tts: TextToSpeech;
beforeAll(async () => {
  worker = await startStandIn("tts", { dialect: "worker" });
  tts = createRemoteTts({ url: worker.url, model: null, apiKey: null }, silentLogger);
  await tts.start();
});
afterAll(async () => {
  await tts.close();
  await worker.close();
});
beforeEach(async () => {
  await worker.configure({ stepLatencyMs: 0 });
  await worker.forgetCalls();
});

/** A server whose speech model clones, and a voice that Ada brought. */
async function fixture() {
  const server = await servers.open({ engines: { ...servers.engines, tts } });
  const { userId, token } = await server.addUser("ada");
  const admin = await server.addUser("boss", "admin");
  const actorOf = (id: number, username: string, role: UserActor["role"]): UserActor => ({
    ...{ kind: "user", userId: id, username, role },
  });
  const ada = server.contextFor(actorOf(userId, "ada", "staff"));
  const jobs = server.contextFor({ kind: "system", job: "jobs" });
  const profileId = await readyVoice(ada, jobs, server.dataDir, "Ada");
  const endVoice = createEndVoice({
    jobFinished: () => removeVoiceFiles(jobs, profileId),
    voiceChanged: server.manager.voiceChanged,
    logger: silentLogger,
  });
  const spokenWith = async () =>
    (await worker.calls()).map(({ fields }) => [fields.ref_audio ?? null, fields.ref_text ?? null]);
  const boss = server.contextFor(actorOf(admin.userId, "boss", "admin"));
  return { ...server, ada, boss, adaToken: token, profileId, endVoice, spokenWith };
}

const long = Array.from({ length: 30 }, (_, index) => `This is sentence number ${index} of a long reply.`).join(" ");

test.each([
  ["plain WebSocket", undefined],
  ["Socket.IO", connectSocketIo],
] as const)("the reference reaches the model, and its hash stays with the reply: %s", async (_, how) => {
  const { startSession, adaToken, profileId, spokenWith, dataDir, db } = await fixture();
  const { client, started } = await startSession({ profile_id: profileId }, how, adaToken);
  expect(started.profile_id).toBe(String(profileId));
  expect(client.of("error")).toEqual([]);
  client.send({ type: "text_input", text: "one" });
  await client.waitFor("turn_completed");
  expect(await spokenWith()).toEqual([[`${dataDir}/audio/profiles/${profileId}/reference.wav`, "What is said in it."]]);
  expect(db.select().from(conversations).all()).toMatchObject([{ voiceProfileId: profileId }]);
  expect(db.select().from(turnDetails).all()).toMatchObject([
    { voice: String(profileId), voiceReferenceSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});

test("another person's private voice is not theirs to use; one for everybody is", async () => {
  const { startSession, profileId, ada } = await fixture();
  const { client } = await startSession({ profile_id: profileId });
  expect(client.of("error").map(({ code }) => code)).toEqual(["profile_not_ready"]);
  await changeVisibility(ada, { profileId, visibility: "house" });
  const { client: later, started } = await startSession({ profile_id: profileId });
  expect([started.profile_id, later.of("error")]).toEqual([String(profileId), []]);
});

test("a voice that ends in mid-reply falls silent, its text goes on, and another one speaks from then on", async () => {
  const { startSession, adaToken, profileId, ada, endVoice, spokenWith, db } = await fixture();
  await servers.standIns.llm.configure({ answer: long });
  await worker.configure({ stepLatencyMs: 20 });
  const { client } = await startSession({ profile_id: profileId }, undefined, adaToken);
  client.send({ type: "text_input", text: "one" });
  await client.waitFor("audio_response");
  expect(await endVoice(ada, { profileId, reason: "withdrawn" })).toEqual({ replies: 0 });
  await client.waitFor("audio_clear");
  const { turn_id } = await client.waitFor("turn_completed", ({ ended_by }) => ended_by === "voice_ended");
  const seen = client.messages.map(({ type }) => type);
  expect(seen.slice(seen.indexOf("audio_clear"))).not.toContain("audio_response");
  expect(
    client
      .of("llm_token")
      .map(({ token }) => token)
      .join(""),
  ).toBe(long);
  expect(client.of("error").map(({ code }) => code)).toEqual(["profile_not_ready"]);
  expect(client.of("session_started").at(-1)).toMatchObject({ profile_id: "builtin:alloy", resumed: true });

  const spokenBefore = (await spokenWith()).length;
  await servers.standIns.llm.configure({ answer: "Yes." });
  client.send({ type: "text_input", text: "two" });
  await client.waitFor("turn_completed", () => true, 2);
  expect((await spokenWith()).slice(spokenBefore)).toEqual([[null, null]]);
  expect(db.select().from(turnDetails).all()).toMatchObject([
    { turnId: turn_id, voice: String(profileId), endedBy: "voice_ended" },
    { voice: "builtin:alloy", voiceReferenceSha256: null },
  ]);
});

test("a reply that is being written is not spoken once its voice has ended", async () => {
  const { startSession, adaToken, profileId, ada, endVoice, spokenWith } = await fixture();
  await servers.standIns.llm.configure({ answer: "Yes, of course.", firstLatencyMs: 300 });
  const { client } = await startSession({ profile_id: profileId }, undefined, adaToken);
  client.send({ type: "text_input", text: "one" });
  await client.waitFor("turn_started");
  await endVoice(ada, { profileId, reason: "deleted" });
  await client.waitFor("turn_completed");
  expect(client.of("audio_response").filter(({ data }) => data !== "")).toEqual([]);
  expect(await spokenWith()).toEqual([]);
});

test("others fall silent when a voice becomes private again; its owner goes on", async () => {
  const { startSession, adaToken, profileId, ada, manager } = await fixture();
  await changeVisibility(ada, { profileId, visibility: "house" });
  const own = await startSession({ profile_id: profileId }, undefined, adaToken);
  const other = await startSession({ profile_id: profileId });
  await changeVisibility(ada, { profileId, visibility: "private" });
  await manager.voiceChanged(profileId);
  await other.client.waitFor("session_started", ({ profile_id }) => profile_id === "builtin:alloy");
  expect(own.client.of("session_started")).toHaveLength(1);
});

test("the house's voice speaks to whoever chose none, and the choice of others stays theirs", async () => {
  const { startSession, profileId, ada, boss } = await fixture();
  await changeVisibility(ada, { profileId, visibility: "house" });
  await chooseHouseVoice(boss, { profileId, isDefault: true, basedOn: null });
  expect((await startSession({ language: "en" })).started.profile_id).toBe(String(profileId));
  expect((await startSession({ language: "zh-TW" })).started.profile_id).toBe("builtin:alloy");
  expect((await startSession({ language: "en", profile_id: "builtin:alloy" })).started.profile_id).toBe(
    "builtin:alloy",
  );
});
