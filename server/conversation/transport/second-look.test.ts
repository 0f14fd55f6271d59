import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { Language } from "../../../lib/languages";
import type { CallOptions, TranscribeRequest, VoiceDetector } from "../../inference/contract";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { audioChunks, type ChatClient, withSilence } from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let voiceDetector: VoiceDetector;
let speech: SpokenSentence;
beforeAll(async () => {
  [speech] = (await spokenSentences(["What is the weather like today?"])) as [SpokenSentence];
  voiceDetector = await startVoiceDetector();
});
afterAll(() => voiceDetector.close());

function say(client: ChatClient): void {
  const pcm = withSilence(speech, 16_000, { before: 300, after: 100 });
  for (const chunk of audioChunks(pcm, 16_000, 100)) client.send(chunk);
  client.send({ type: "audio_end" });
}

/** A server whose own recogniser hears nothing, and whose second one, the same stand-in, hears `words`. */
async function serverWithSecond(words: string) {
  const { engines, standIns } = servers;
  await standIns.stt.configure({ answer: "" });
  const second = (language: Language) => ({
    model: `second-${language}`,
    async *transcribe(request: TranscribeRequest, options: CallOptions) {
      await standIns.stt.configure({ answer: words });
      yield* engines.stt.transcribe(request, options);
      await standIns.stt.configure({ answer: "" });
    },
  });
  const server = await servers.open({ voiceDetector, engines: { ...engines, stt: { ...engines.stt, second } } });
  const rows = () =>
    server.db
      .select()
      .from(conversations)
      .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
      .all();
  const { client } = await server.startSession({ language: "en" });
  return { client, rows };
}

it("what another recogniser heard is the turn's text, and the record says which one", async () => {
  const { client, rows } = await serverWithSecond("Ask not.");
  say(client);
  expect(await client.waitFor("turn_completed")).toMatchObject({ turn_number: 1, ended_by: "finished" });
  expect(client.of("transcription").filter(({ is_final }) => is_final)).toMatchObject([{ text: "Ask not." }]);
  expect(rows()).toMatchObject([
    { conversations: { userText: "Ask not.", aiText: "Yes." }, turn_details: { sttModel: "second-en" } },
  ]);
  await servers.standIns.stt.configure({ answer: "And again." });
  say(client);
  await client.waitFor("turn_completed", () => true, 2);
  expect(rows()[1]).toMatchObject({ conversations: { userText: "And again." } });
  expect(rows()[1]?.turn_details.sttModel).not.toBe("second-en");
});

it("what neither recogniser understands is kept with its sound", async () => {
  const { client, rows } = await serverWithSecond("[noise]");
  say(client);
  expect(await client.waitFor("turn_completed")).toMatchObject({ ended_by: "not_understood" });
  expect(rows()).toMatchObject([{ conversations: { userText: "", aiText: "" } }]);
  expect(rows()[0]?.turn_details.userAudioMs).toBeGreaterThan(500);
});
