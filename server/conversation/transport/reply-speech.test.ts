import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it, test } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { VoiceDetector } from "../../inference/contract";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { audioChunks, type ChatClient, withSilence } from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const question = "What is the weather like today?";
const answer = "It is sunny. Take a hat.";

const servers = testChatServers();
let server: TestChatServer;
let voiceDetector: VoiceDetector;
let spoken: SpokenSentence;

beforeAll(async () => {
  [spoken] = (await spokenSentences([question])) as [SpokenSentence];
  voiceDetector = await startVoiceDetector();
});
afterAll(() => voiceDetector.close());
beforeEach(async () => {
  await servers.standIns.stt.configure({ answer: question });
  await servers.standIns.llm.configure({ answer });
  server = await servers.open({ voiceDetector });
});

const synthesised = async () => (await servers.standIns.tts.calls()).length;

function ask(client: ChatClient, how: "speech" | "text"): void {
  if (how === "text") {
    client.send({ type: "text_input", text: question });
    return;
  }
  const pcm = withSilence(spoken, 16_000, { before: 500, after: 1_000 });
  for (const chunk of audioChunks(pcm, 16_000, 300)) client.send(chunk);
}

test.each([
  [undefined, "text", true],
  [undefined, "speech", true],
  ["always", "text", true],
  ["when_spoken", "text", false],
  ["when_spoken", "speech", true],
  ["never", "text", false],
  ["never", "speech", false],
] as const)("speech %s: a reply to %s is spoken: %s", async (speech, how, isSpoken) => {
  const client = await server.connect();
  client.send({ type: "session_start", language: "en", speech });
  const { session_id: sessionId } = await client.waitFor("session_started");
  ask(client, how);
  const { timings, interrupted } = await client.waitFor("turn_completed");
  expect(interrupted).toBe(false);
  const tokens = client.of("llm_token").map(({ token }) => token);
  expect(tokens.join("")).toBe(answer);
  expect(client.of("audio_response").length > 0).toBe(isSpoken);
  expect((await synthesised()) > 0).toBe(isSpoken);
  expect(client.of("turn_started")[0]?.spoken).toBe(isSpoken ? undefined : false);
  expect(timings.first_audio_ms !== null).toBe(isSpoken);
  const [row] = await server.db
    .select()
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(eq(conversations.sessionId, sessionId));
  expect(row?.conversations).toMatchObject({ userText: question, aiText: answer });
  expect(row?.conversations.aiAudioPath !== null).toBe(isSpoken);
  expect(client.of("error")).toEqual([]);
});

it("changes within a conversation from the next turn on, and its text goes on into the next prompt", async () => {
  const client = await server.connect();
  client.send({ type: "session_start", language: "en", speech: "never" });
  const { session_id } = await client.waitFor("session_started");
  ask(client, "text");
  await client.waitFor("turn_completed");
  expect(await synthesised()).toBe(0);
  // What is not said again stays: a change of the speed alone keeps the silence.
  client.send({ type: "session_start", session_id, speed: 1.5 });
  await client.waitFor("session_started", () => true, 2);
  ask(client, "text");
  await client.waitFor("turn_completed", () => true, 2);
  expect(await synthesised()).toBe(0);
  client.send({ type: "session_start", session_id, speech: "always" });
  await client.waitFor("session_started", () => true, 3);
  ask(client, "text");
  await client.waitFor("turn_completed", () => true, 3);
  const calls = await servers.standIns.tts.calls();
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.every(({ fields }) => fields.speed === 1.5)).toBe(true);
  const prompt = JSON.stringify((await servers.standIns.llm.calls()).at(-1)?.fields.messages);
  expect(prompt.split(answer).length - 1).toBe(2);
});

it("needs no voice for a conversation in silence", async () => {
  await servers.standIns.tts.configure({ fault: { kind: "status", status: 500 } });
  const client = await server.connect();
  client.send({ type: "session_start", language: "en", speech: "never" });
  await client.waitFor("session_started");
  ask(client, "text");
  await client.waitFor("turn_completed");
  expect(client.of("error")).toEqual([]);
});

test.each([{ speech: "sometimes" }, { speed: 0 }, { speed: 9 }, { speed: "fast" }])(
  "%o is an error, and the connection stays",
  async (wrong) => {
    const client = await server.connect();
    client.send({ type: "session_start", ...wrong });
    expect((await client.waitFor("error")).code).toBe("bad_message");
    client.send({ type: "session_start" });
    await client.waitFor("session_started");
  },
);
