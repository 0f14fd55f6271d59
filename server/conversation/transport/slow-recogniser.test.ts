import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { VoiceDetector } from "../../inference/contract";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { audioChunks, type ChatClient, withSilence } from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let server: TestChatServer;
let client: ChatClient;
let voiceDetector: VoiceDetector;
/** Too short for a look while it is spoken. */
const clauseMs = 600;
let clause: SpokenSentence;

beforeAll(async () => {
  const [sentence] = (await spokenSentences(["What is the weather like today?"])) as [SpokenSentence];
  clause = { ...sentence, pcm: sentence.pcm.slice(0, (clauseMs / 1_000) * sentence.sampleRateHz) };
  voiceDetector = await startVoiceDetector();
});
afterAll(() => voiceDetector.close());
beforeEach(async () => {
  server = await servers.open({ voiceDetector, slots: 1 });
  client = await server.connect();
});

/** Says the clause, and then pauses for so long. */
function say(pauseMs: number): void {
  for (const chunk of audioChunks(withSilence(clause, 16_000, { before: 0, after: pauseMs }), 16_000, 50)) {
    client.send(chunk);
  }
}

/** A pause for which work begins, but which does not end the turn. */
const shortPauseMs = 450;

it("the words before a short pause are recognised once, and shown while the person goes on", async () => {
  const { stt, llm } = servers.standIns;
  await stt.configure({ firstLatencyMs: 300, answers: ["Ever tried."], answer: "Ever tried. Ever failed." });
  say(shortPauseMs);
  await stt.waitForCalls(1);
  say(0);
  const words = await client.waitFor("transcription");
  expect(words).toMatchObject({ text: "Ever tried.", is_final: false });
  expect(client.of("turn_state").at(-1)).toMatchObject({ state: "hearing" });
  await stt.configure({ firstLatencyMs: 0 });
  client.send({ type: "audio_end" });
  await client.waitFor("turn_completed");
  expect(client.of("transcription").at(-1)).toMatchObject({ text: "Ever tried. Ever failed.", is_final: true });
  expect(client.of("turn_started")).toHaveLength(1);
  const ofTheClause = (await stt.calls()).filter(({ audioDurationMs }) => (audioDurationMs ?? 0) < clauseMs + 300);
  expect(ofTheClause.map(({ outcome }) => outcome)).toEqual(["completed"]);
  expect(await llm.calls(), "nothing is answered before the person has ended").toHaveLength(1);
});

it("the next pause has right of way over words that are not known yet", async () => {
  const { stt, llm } = servers.standIns;
  await stt.configure({ faults: [{ kind: "hang" }], answer: "Ever tried. Ever failed." });
  say(shortPauseMs);
  await stt.waitForCalls(1);
  say(0);
  client.send({ type: "audio_end" });
  await client.waitFor("turn_completed");
  expect(client.of("transcription").map(({ text }) => text)).not.toContain("Ever tried.");
  expect((await stt.calls()).map(({ outcome }) => outcome)).toEqual(["aborted", "completed"]);
  expect(await llm.calls()).toHaveLength(1);
});

it("the words of somebody who has ended have right of way over them, too", async () => {
  const { stt } = servers.standIns;
  await stt.configure({ faults: [{ kind: "hang" }], answer: "Ever failed." });
  say(shortPauseMs);
  await stt.waitForCalls(1);
  say(0);
  const other = await server.connect();
  for (const chunk of audioChunks(withSilence(clause, 16_000, { before: 0, after: 50 }), 16_000, 50)) other.send(chunk);
  other.send({ type: "audio_end" });
  await other.waitFor("turn_completed");
  expect((await stt.calls())[0]?.outcome).toBe("aborted");
});

it("a conversation that is left meanwhile leaves the recogniser", async () => {
  const { stt } = servers.standIns;
  await stt.configure({ faults: [{ kind: "hang" }] });
  say(shortPauseMs);
  await stt.waitForCalls(1);
  say(0);
  client.close();
  const [call] = await stt.waitForCalls(1, "ended");
  expect(call?.outcome).toBe("aborted");
});
