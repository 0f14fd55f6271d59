import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { decodeWav } from "../../../lib/audio/wav";
import { reduceConversation } from "../../../lib/chat/conversation-reducer";
import { initialConversation } from "../../../lib/chat/conversation-state";
import type { VoiceDetector } from "../../inference/contract";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { audioChunks, type ChatClient, withSilence } from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let server: TestChatServer;
let client: ChatClient;
let voiceDetector: VoiceDetector;
let speech: SpokenSentence;

beforeAll(async () => {
  [speech] = (await spokenSentences(["What is the weather like today?"])) as [SpokenSentence];
  voiceDetector = await startVoiceDetector();
});
afterAll(() => voiceDetector.close());
beforeEach(async () => {
  await servers.standIns.stt.configure({ answer: "Ever tried." });
  await servers.standIns.llm.configure({ answers: ["Good for you.", "No matter."] });
  await servers.standIns.tts.configure({ audioMsPerCharacter: 400 });
  server = await servers.open({ voiceDetector });
  client = await server.connect();
});

/** Says the sentence, with silence after it, and ends the utterance at once. */
function say(): void {
  for (const chunk of audioChunks(withSilence(speech, 16_000, { before: 0, after: 100 }), 16_000, 100)) {
    client.send(chunk);
  }
  client.send({ type: "audio_end" });
}

const rows = () =>
  server.db.select().from(conversations).innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id)).all();

/** What a client that knows all messages shows of the turn. */
function shown() {
  const since = client.messages.slice(client.messages.findLastIndex(({ type }) => type === "turn_restarted") + 1);
  const text = since.flatMap((message) => (message.type === "llm_token" ? [message.token] : [])).join("");
  const words = since.flatMap((message) =>
    message.type === "transcription" && message.is_final ? [message.text] : [],
  );
  return { text, words };
}

it.each([
  [
    "while the reply is prepared",
    async () => {
      await servers.standIns.llm.configure({ firstLatencyMs: 1_500 });
      say();
      await client.waitFor("transcription", ({ is_final }) => is_final);
    },
  ],
  [
    "right after its first sound",
    async () => {
      say();
      await client.waitFor("audio_response");
    },
  ],
])("speech that resumes %s goes on with the same turn", async (_, begin) => {
  await begin();
  await servers.standIns.stt.configure({ answer: "Ever tried. Ever failed." });
  say();
  const { turn_id } = await client.waitFor("turn_restarted");
  await servers.standIns.llm.configure({ firstLatencyMs: 0 });
  const completed = await client.waitFor("turn_completed");
  expect(completed).toMatchObject({ turn_id, turn_number: 1, interrupted: false, ended_by: "finished" });
  expect(client.of("turn_started")).toHaveLength(1);
  expect(shown()).toEqual({ text: "No matter.", words: ["Ever tried. Ever failed."] });
  const audio = client.of("audio_response");
  expect(audio.map(({ seq }) => seq)).toEqual(audio.map((_chunk, i) => i));

  const [row, ...others] = rows();
  expect(others).toEqual([]);
  expect(row?.conversations).toMatchObject({ userText: "Ever tried. Ever failed.", aiText: "No matter." });
  expect(row?.turn_details).toMatchObject({ turnId: turn_id, interrupted: false, endedBy: "finished" });
  const spokenMs = (speech.pcm.length / speech.sampleRateHz) * 1_000;
  expect(row?.turn_details.userAudioMs).toBeGreaterThan(1.8 * spokenMs);
  const path = row?.conversations.userAudioPath ?? "";
  expect(decodeWav(readFileSync(join(server.dataDir, path))).pcm.length).toBeGreaterThan(1.8 * spokenMs * 16);
  const prompts = (await servers.standIns.llm.calls()).map(({ fields }) => JSON.stringify(fields.messages));
  expect(prompts.at(-1)).not.toContain("Good for you.");
});

it("words that come before the last ones are recognised leave the page able to hear the reply", async () => {
  const { stt } = servers.standIns;
  say();
  await client.waitFor("audio_response");
  await stt.forgetCalls();
  await stt.configure({ answer: "Ever tried. Ever failed.", firstLatencyMs: 1_500 });
  say();
  await client.waitFor("turn_restarted");
  await client.waitFor("turn_state", ({ state }) => state === "thinking", 2);
  await stt.waitForCalls(1);
  await stt.configure({ answer: "Ever tried. Ever failed. No matter.", firstLatencyMs: 0 });
  say();
  await client.waitFor("turn_completed");
  const page = client.messages.reduce(
    (state, message) => reduceConversation(state, { type: "server", message }),
    initialConversation({ language: "en", mode: "fast" }, []),
  );
  const turn = Object.values(page.turns)[0];
  expect(turn).toMatchObject({ status: "completed", silenced: false, userText: "Ever tried. Ever failed. No matter." });
});

it("goes on with the same turn, too, where no language model answers", async () => {
  const llm = { ...servers.engines.llm, supports: () => false };
  server = await servers.open({ voiceDetector, engines: { ...servers.engines, llm } });
  client = await server.connect();
  say();
  await client.waitFor("error", (error) => error.turn_id !== undefined);
  await servers.standIns.stt.configure({ answer: "Ever tried. Ever failed." });
  say();
  const { turn_id } = await client.waitFor("turn_restarted");
  const completed = await client.waitFor("turn_completed");
  expect(completed).toMatchObject({ turn_id, turn_number: 1, ended_by: "error" });
  expect(client.of("turn_started")).toHaveLength(1);
  expect(shown().words).toEqual(["Ever tried. Ever failed."]);
  expect(rows().map((row) => [row.conversations.userText, row.turn_details.errorCode])).toEqual([
    ["Ever tried. Ever failed.", "model_language_unsupported"],
  ]);
});

it("is stored, and completed for the client, only when no speech can go on with it", async () => {
  await servers.standIns.tts.configure({ audioMsPerCharacter: 10 });
  say();
  await client.waitFor("audio_response", ({ is_last }) => is_last);
  expect(rows()).toEqual([]);
  expect(client.of("turn_completed")).toEqual([]);
  await client.waitFor("turn_completed");
  expect(rows()).toHaveLength(1);
  expect(client.of("turn_restarted")).toEqual([]);
});

it("words typed instead of the rest keep those before, in a turn of their own", async () => {
  say();
  await client.waitFor("audio_response");
  const going = audioChunks(withSilence(speech, 16_000, { before: 0, after: 0 }), 16_000, 100);
  for (const chunk of going) client.send(chunk);
  await client.waitFor("turn_restarted");
  client.send({ type: "text_input", text: "Never mind." });
  expect(await client.waitFor("turn_completed")).toMatchObject({ turn_number: 1, ended_by: "barge_in" });
  expect(await client.waitFor("turn_completed", () => true, 2)).toMatchObject({ turn_number: 2 });
  expect(rows().map((row) => [row.conversations.userText, row.conversations.aiText])).toEqual([
    ["Ever tried.", ""],
    ["Never mind.", "No matter."],
  ]);
});

it("the connection that is lost meanwhile keeps the words", async () => {
  say();
  await client.waitFor("audio_response");
  for (const chunk of audioChunks(withSilence(speech, 16_000, { before: 0, after: 0 }), 16_000, 100))
    client.send(chunk);
  await client.waitFor("turn_restarted");
  client.close();
  await expect.poll(rows).toHaveLength(1);
  expect(rows()).toMatchObject([
    {
      conversations: { userText: "Ever tried.", aiText: "", aiAudioPath: null },
      turn_details: { endedBy: "disconnect" },
    },
  ]);
});

it("what the recogniser can make nothing of leaves the words that were known", async () => {
  say();
  await client.waitFor("audio_response");
  await servers.standIns.stt.configure({ answer: "" });
  say();
  await client.waitFor("turn_restarted");
  expect(await client.waitFor("turn_completed")).toMatchObject({ turn_number: 1, ended_by: "finished" });
  expect(rows()).toMatchObject([{ conversations: { userText: "Ever tried.", aiText: "No matter." } }]);
});
