import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { ChatClient } from "../../testing/chat-client";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const answer = "It is sunny. Take a hat.";

const servers = testChatServers();
let server: TestChatServer;
beforeEach(async () => {
  await servers.standIns.llm.configure({ answer });
  // The reply sounds for long after it was sent.
  await servers.standIns.tts.configure({ audioMsPerCharacter: 1_000 });
  server = await servers.open({ voiceDetector: null });
});

const rowsOf = (sessionId: string) =>
  server.db
    .select()
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(eq(conversations.sessionId, sessionId))
    .orderBy(conversations.turnNumber)
    .all();

const sessionOf = async (client: ChatClient) => (await client.waitFor("session_started")).session_id;

/** Asks, and waits for the whole reply; what the row says once `then` was sent and the client is gone. */
async function rowAfter(then: Parameters<ChatClient["send"]>[0]) {
  const client = await server.connect();
  client.send({ type: "text_input", text: "Tell me" });
  await client.waitFor("turn_completed");
  const sessionId = await sessionOf(client);
  client.send(then);
  await client.waitFor("audio_clear");
  client.close();
  await client.waitForClose();
  await expect.poll(() => rowsOf(sessionId)[0]?.turn_details.heardChars).toBeLessThan(answer.length);
  return rowsOf(sessionId)[0];
}

it("a page that goes away while a whole reply sounds ends nothing: the record says how far it was heard", async () => {
  const row = await rowAfter({ type: "interrupt", what: "sound", leaving: true });
  expect(row?.conversations.aiText).toBe(answer);
  expect(row?.turn_details).toMatchObject({
    ...{ endedBy: "finished", interrupted: false, finishReason: "stop" },
    ...{ writtenChars: answer.length, shownChars: answer.length },
  });
});

it("whoever stops the sound of a whole reply stopped the sound: the text is whole all the same", async () => {
  const row = await rowAfter({ type: "interrupt" });
  expect(row?.conversations.aiText).toBe(answer);
  expect(row?.turn_details).toMatchObject({
    ...{ endedBy: "user_stop", interrupted: true, finishReason: "stop" },
    ...{ writtenChars: answer.length, shownChars: answer.length },
  });
});

it("a client is told how far the record says that a stopped reply was heard", async () => {
  const { client, started } = await server.startSession();
  client.send({ type: "text_input", text: "Tell me" });
  await client.waitFor("turn_completed");
  await client.waitFor("audio_response");
  client.send({ type: "interrupt" });
  const { heard_chars } = await client.waitFor("audio_clear");
  await expect.poll(() => rowsOf(started.session_id)[0]?.turn_details.endedBy).toBe("user_stop");
  expect(rowsOf(started.session_id)[0]?.turn_details.heardChars).toBe(heard_chars);
});

it("a page that goes away while the reply is written loses the connection: nobody stopped it", async () => {
  await servers.standIns.llm.configure({ answer: "word ".repeat(400), stepLatencyMs: 20 });
  const client = await server.connect();
  client.send({ type: "text_input", text: "Tell me" });
  const sessionId = await sessionOf(client);
  await client.waitFor("llm_token", () => true, 3);
  client.send({ type: "interrupt", what: "sound", leaving: true });
  client.close();
  await expect.poll(() => rowsOf(sessionId)).toHaveLength(1);
  expect(rowsOf(sessionId)[0]?.turn_details).toMatchObject({ endedBy: "disconnect", finishReason: null });
});

it("an older turn that was stopped can be answered again, also after the page was loaded anew", async () => {
  const { client, started } = await server.startSession();
  const sessionId = started.session_id;
  await servers.standIns.llm.configure({ answer: "word ".repeat(400), stepLatencyMs: 20 });
  client.send({ type: "text_input", text: "one" });
  const { turn_id } = await client.waitFor("llm_token", () => true, 3);
  client.send({ type: "interrupt", what: "reply" });
  await client.waitFor("turn_completed");
  await servers.standIns.llm.configure({ answer, stepLatencyMs: 0 });
  client.send({ type: "text_input", text: "two" });
  await client.waitFor("turn_completed", () => true, 2);
  client.close();
  await client.waitForClose();
  const { client: again } = await server.startSession({ session_id: sessionId });
  again.send({ type: "transcript_edit", turn_id, text: "one" });
  expect(await again.waitFor("turn_completed")).toMatchObject({ turn_number: 3, ended_by: "finished" });
  const calls = await servers.standIns.llm.calls();
  const asked = calls.at(-1)?.fields.messages as { role: string; content: string }[];
  expect(asked.filter(({ role }) => role !== "system")).toEqual([{ role: "user", content: "one" }]);
  expect(rowsOf(sessionId)[2]?.turn_details.supersedesTurnId).toBe(turn_id);
});
