import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { conversations, lexiconEntries, lexiconVersions, prompts, turnDetails } from "../../../drizzle/schema";
import { defaultPrompts } from "../../../lib/personas/default-prompts";
import { endpointPauseMs } from "../../../lib/speech-detection";
import type { VoiceDetector } from "../../inference/contract";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { choosePersona } from "../../records/personas/persona-in-use";
import { createPersona } from "../../records/personas/save-persona";
import { house } from "../../records/settings/house";
import {
  audioChunks,
  type ChatClient,
  connectPlain,
  connectSocketIo,
  type MessageOf,
  withSilence,
} from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const question = "What is the weather like today?";
const answer = "It is sunny. Take a hat.";

const servers = testChatServers();
let server: TestChatServer;
let voiceDetector: VoiceDetector;
let speech: SpokenSentence;

beforeAll(async () => {
  [speech] = (await spokenSentences([question])) as [SpokenSentence];
  voiceDetector = await startVoiceDetector();
});
afterAll(() => voiceDetector.close());
beforeEach(async () => {
  await servers.standIns.stt.configure({ answer: question });
  await servers.standIns.llm.configure({ answer });
  server = await servers.open({ voiceDetector });
});

function say(
  client: ChatClient,
  options: {
    rateHz?: number;
    chunkMs?: number;
    before?: number;
    after?: number;
    numbered?: boolean;
    oddBytes?: boolean;
  } = {},
): void {
  const { rateHz = 16_000, chunkMs = 300, before = 500, after = 1_000 } = options;
  const pcm = withSilence(speech, rateHz, { before, after });
  for (const chunk of audioChunks(pcm, rateHz, chunkMs, options)) client.send(chunk);
}

/** Speech that is long enough to be interrupted. */
const longReply = () => servers.standIns.tts.configure({ stepLatencyMs: 20, audioMsPerCharacter: 1_000 });

const rowsOf = (sessionId: string) =>
  server.db
    .select()
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(eq(conversations.sessionId, sessionId))
    .all();

const sessionOf = async (client: ChatClient) => (await client.waitFor("session_started")).session_id;

interface LlmMessage {
  role: string;
  content: string;
}
const llmMessages = async (count: number) => {
  const messages = (await servers.standIns.llm.waitForCalls(count)).at(-1)?.fields.messages as LlmMessage[] | undefined;
  return (messages ?? []).filter(({ role }) => role !== "system").map(({ content }) => content);
};

function audioOf(client: ChatClient, turnId: string): MessageOf<"audio_response">[] {
  return client.of("audio_response").filter((message) => message.turn_id === turnId);
}

describe("a client that sends nothing but audio_chunk", () => {
  test.each([
    ["8 kHz in pieces of 10 ms", { rateHz: 8_000, chunkMs: 10 }],
    ["16 kHz in pieces of 300 ms", {}],
    ["44.1 kHz in pieces of 1 s", { rateHz: 44_100, chunkMs: 1_000 }],
    ["48 kHz, numbered, samples cut in two", { rateHz: 48_000, numbered: true, oddBytes: true }],
  ])("has a full conversation: %s", async (_, options) => {
    const client = await server.connect();
    say(client, options);
    const completed = await client.waitFor("turn_completed");

    expect(client.of("transcription").at(-1)).toMatchObject({ text: question, is_final: true });
    const written = client.of("llm_token").map(({ token: piece }) => piece);
    expect(written.join("").trim()).toBe(answer);
    const audio = audioOf(client, completed.turn_id);
    expect(audio.map(({ seq }) => seq)).toEqual(audio.map((_chunk, i) => i));
    expect(audio.every(({ sr, format }) => sr === 24_000 && format === "pcm_s16le")).toBe(true);
    expect(audio.every(({ data }) => Buffer.from(data, "base64").length <= 2 * 24_000 * 0.2)).toBe(true);
    expect(audio.map(({ is_last }) => is_last).lastIndexOf(false)).toBe(audio.length - 2);
    expect(audio.length).toBeGreaterThan(2);

    const { timings } = completed;
    const steps = [timings.endpoint_ms, timings.stt_ms, timings.ttft_ms, timings.tts_first_ms];
    expect(steps.reduce((sum: number, step) => sum + (step ?? Number.NaN), 0)).toBe(timings.first_audio_ms);
    expect(timings.e2e_ms).toBeGreaterThanOrEqual(timings.first_audio_ms ?? Number.POSITIVE_INFINITY);

    const call = (await servers.standIns.stt.calls()).at(-1);
    const spokenMs = (speech.pcm.length / speech.sampleRateHz) * 1_000;
    expect(Math.abs((call?.audioDurationMs ?? 0) - spokenMs)).toBeLessThan(500);
    const [row] = rowsOf(await sessionOf(client));
    expect(row?.conversations).toMatchObject({ turnNumber: 1, userText: question, aiText: answer });
    expect(row?.conversations.userAudioPath).toMatch(/^audio\/raw\/.*_1\.wav$/);
    expect(row?.conversations.aiAudioPath).toBe(`audio/tts/${completed.turn_id}.wav`);
  });

  it("hears a repeated chunk only once", async () => {
    const client = await server.connect();
    const pcm = withSilence(speech, 16_000, { before: 500, after: 1_000 });
    for (const chunk of audioChunks(pcm, 16_000, 100, { numbered: true })) {
      client.send(chunk);
      client.send(chunk);
    }
    await client.waitFor("turn_completed");
    const call = (await servers.standIns.stt.calls()).at(-1);
    expect(call?.audioDurationMs).toBeLessThan((speech.pcm.length / speech.sampleRateHz) * 1_000 + 500);
  });

  it("need not send the silence that ends the turn", async () => {
    const client = await server.connect();
    say(client, { after: 0 });
    const { timings } = await client.waitFor("turn_completed");
    expect(timings.endpoint_ms).toBeGreaterThanOrEqual(700);
  });

  it("has two turns, one after the other", async () => {
    const client = await server.connect();
    say(client);
    await client.waitFor("turn_completed");
    // Speech while the reply still sounds would interrupt it.
    await client.waitFor("turn_state", ({ state }) => state === "listening", 2);
    say(client);
    expect((await client.waitFor("turn_completed", () => true, 2)).turn_number).toBe(2);
    expect(await llmMessages(2)).toEqual([question, answer, question]);
  });
});

describe("both transports", () => {
  test.each([
    ["plain WebSocket", connectPlain],
    ["Socket.IO", connectSocketIo],
  ])("%s: a spoken, an ended and a typed turn", async (_, how) => {
    const client = await server.connect(how);
    client.send({ type: "session_start", language: "en", mode: "hq" });
    expect(await client.waitFor("session_started")).toMatchObject({ resumed: false, language: "en", mode: "hq" });
    say(client);
    await client.waitFor("turn_completed");
    // No pause ends what follows: `audio_end` does.
    const longestPause = { session_id: await sessionOf(client), endpoint_pause_ms: endpointPauseMs.max };
    client.send({ type: "session_start", language: "en", mode: "hq", ...longestPause });
    await client.waitFor("session_started", () => true, 2);
    say(client, { after: 0 });
    client.send({ type: "audio_end" });
    const ended = await client.waitFor("turn_completed", () => true, 2);
    expect(ended.timings.endpoint_ms).toBeLessThan(endpointPauseMs.max);
    client.send({ type: "text_input", text: "And tomorrow?" });
    const typed = await client.waitFor("turn_completed", () => true, 3);
    expect(typed).toMatchObject({ turn_number: 3, interrupted: false });
    expect(typed.timings).toMatchObject({ endpoint_ms: null, stt_ms: null });
    const rows = rowsOf(await sessionOf(client));
    expect(rows.map(({ conversations: { userText } }) => userText)).toEqual([question, question, "And tomorrow?"]);
    expect(rows[2]?.conversations.userAudioPath).toBe("");
  });
});

describe("while the person speaks", () => {
  it("the partial transcript is shown, and the preemptive turn begun in the pause becomes the answer", async () => {
    const client = await server.connect();
    const chunks = audioChunks(withSilence(speech, 16_000, { before: 500, after: 2_000 }), 16_000, 100);
    await servers.standIns.stt.configure({ answers: ["What is"] });
    for (const chunk of chunks.slice(0, 14)) client.send(chunk);
    await client.waitFor("turn_state", ({ state }) => state === "hearing");
    for (const chunk of chunks.slice(14, 16)) client.send(chunk);
    await client.waitFor("transcription", ({ text, is_final }) => text === "What is" && !is_final);
    // All but the last second: the pause is long enough for work to begin, not for the turn to end.
    const pauseMs = 450;
    const spokenChunks = 5 + Math.round((speech.pcm.length / speech.sampleRateHz) * 10);
    for (const chunk of chunks.slice(16, spokenChunks + pauseMs / 100)) client.send(chunk);
    await servers.standIns.llm.waitForCalls(1);
    expect(client.of("turn_started")).toEqual([]);
    for (const chunk of chunks.slice(spokenChunks + pauseMs / 100)) client.send(chunk);
    const { timings } = await client.waitFor("turn_completed");
    expect(timings.stt_ms).toBe(0);
    expect((await servers.standIns.llm.calls()).length).toBe(1);
  });

  it("the partial transcript is in Traditional Chinese, as the final one is", async () => {
    await servers.standIns.stt.configure({ answer: "头发的颜色" });
    const client = await server.connect();
    client.send({ type: "session_start", language: "zh-TW" });
    const pcm = withSilence(speech, 16_000, { before: 500, after: 0 });
    for (const chunk of audioChunks(pcm, 16_000, 100)) client.send(chunk);
    await client.waitFor("turn_completed");
    expect(new Set(client.of("transcription").map(({ text }) => text))).toEqual(new Set(["頭髮的顏色"]));
    expect(client.of("transcription").length).toBeGreaterThan(1);
  });

  it("a pause within a sentence does not cut it in two", async () => {
    const client = await server.connect();
    say(client, { after: 100 });
    await servers.standIns.stt.waitForCalls(1);
    say(client, { before: 50 });
    await client.waitFor("turn_completed");
    expect(client.of("turn_started").length).toBe(1);
    const last = (await servers.standIns.stt.calls()).at(-1);
    expect(last?.audioDurationMs).toBeGreaterThan((2_000 * speech.pcm.length) / speech.sampleRateHz);
  });
});

describe("what is not speech", () => {
  test.each([
    ["silence", () => 0],
    ["noise", () => Math.round((Math.random() - 0.5) * 6_000)],
    ["clicks", (i: number) => (i % 4_000 < 30 ? 20_000 : 0)],
  ])("%s never reaches the models or the history", async (_, sample) => {
    const client = await server.connect();
    const pcm = Int16Array.from({ length: 5 * 16_000 }, (__, i) => sample(i));
    for (const chunk of audioChunks(pcm, 16_000, 300)) client.send(chunk);
    client.send({ type: "audio_end" });
    await client.waitFor("turn_state", ({ state }) => state === "listening", 2);
    expect(client.of("turn_state").map(({ state }) => state)).toEqual(["listening", "listening"]);
    expect([...(await servers.standIns.stt.calls()), ...(await servers.standIns.llm.calls())]).toEqual([]);
    expect(rowsOf(await sessionOf(client))).toEqual([]);
  });

  it("speech in which nothing is recognised never reaches the language model, and its sound is kept", async () => {
    await servers.standIns.stt.configure({ answer: "" });
    const client = await server.connect();
    say(client);
    await client.waitFor("turn_state", ({ state }) => state === "thinking");
    await client.waitFor("turn_state", ({ state }) => state === "listening", 2);
    expect(await servers.standIns.llm.calls()).toEqual([]);
    const completed = await client.waitFor("turn_completed");
    expect(completed).toMatchObject({ turn_number: 1, interrupted: false, ended_by: "not_understood" });
    const [row] = rowsOf(await sessionOf(client));
    expect(row?.conversations).toMatchObject({ userText: "", aiText: "", aiAudioPath: null });
    expect(row?.turn_details.userAudioMs).toBeGreaterThan(500);
    await servers.standIns.stt.configure({ answer: question });
    say(client);
    await client.waitFor("turn_completed", ({ ended_by }) => ended_by === "finished");
    expect(await llmMessages(1)).toEqual([question]);
  });

  it("speech in which nothing is recognised is recognised together with what follows at once", async () => {
    await servers.standIns.stt.configure({ answer: "" });
    const client = await server.connect();
    say(client, { after: 100 });
    client.send({ type: "audio_end" });
    await client.waitFor("turn_state", ({ state }) => state === "thinking");
    await servers.standIns.stt.configure({ answer: question });
    say(client, { before: 100 });
    await client.waitFor("turn_completed");
    expect(client.of("turn_started")).toHaveLength(1);
    const last = (await servers.standIns.stt.calls()).at(-1);
    expect(last?.audioDurationMs).toBeGreaterThan((1_800 * speech.pcm.length) / speech.sampleRateHz);
    expect(rowsOf(await sessionOf(client))).toMatchObject([{ conversations: { userText: question } }]);
  });
});

describe("interruptions", () => {
  const textOf = (client: ChatClient, turnId: string) =>
    client
      .of("llm_token")
      .filter(({ turn_id }) => turn_id === turnId)
      .map(({ token }) => token)
      .join("");

  it("interrupt silences the reply within one chunk; its text goes on, and is kept whole", async () => {
    await longReply();
    await servers.standIns.llm.configure({ stepLatencyMs: 100 });
    const client = await server.connect();
    client.send({ type: "text_input", text: "Tell me" });
    const { turn_id } = await client.waitFor("audio_response");
    client.send({ type: "interrupt" });
    await client.waitFor("audio_clear", ({ ended_by }) => ended_by === "user_stop");
    const before = audioOf(client, turn_id).length;
    expect(textOf(client, turn_id)).not.toBe(answer);
    const completed = await client.waitFor("turn_completed");
    expect(completed).toMatchObject({ turn_id, interrupted: true, ended_by: "user_stop", finish_reason: "stop" });
    expect(completed.timings.e2e_ms).toBeNull();
    expect(textOf(client, turn_id)).toBe(answer);
    client.send({ type: "text_input", text: "And now?" });
    await client.waitFor("audio_response", (message) => message.turn_id !== turn_id);
    expect(audioOf(client, turn_id).length).toBe(before);
    const [row] = rowsOf(await sessionOf(client));
    expect(row?.conversations.aiText).toBe(answer);
    expect(row?.turn_details).toMatchObject({
      ...{ interrupted: true, endedBy: "user_stop", finishReason: "stop" },
      ...{ writtenChars: answer.length, shownChars: answer.length },
    });
    expect(row?.turn_details.heardChars).toBeLessThan(answer.length);
    client.send({ type: "interrupt" });
  });

  it.each([
    ["a second interrupt", [{ type: "interrupt" }, { type: "interrupt" }]],
    ["an interrupt of the reply", [{ type: "interrupt", what: "reply" }]],
  ])("%s ends the writing, and what was shown stays", async (_, messages) => {
    await servers.standIns.llm.configure({ answer: "word ".repeat(400), stepLatencyMs: 20 });
    const client = await server.connect();
    client.send({ type: "text_input", text: "Tell me" });
    const { turn_id } = await client.waitFor("llm_token", () => true, 3);
    for (const message of messages) client.send(message);
    expect(await client.waitFor("turn_completed")).toMatchObject({
      ...{ turn_id, interrupted: true, ended_by: "user_stop", finish_reason: null },
    });
    const [row] = rowsOf(await sessionOf(client));
    expect(row?.conversations.aiText).toBe(textOf(client, turn_id).trimEnd());
    expect(row?.conversations.aiText).toMatch(/^word word/);
  });

  it("new words end the writing; what was shown stays in the record and in the model's context", async () => {
    await servers.standIns.llm.configure({ answers: ["word ".repeat(400), "Yes."], stepLatencyMs: 20 });
    const client = await server.connect();
    client.send({ type: "text_input", text: "Tell me" });
    const { turn_id } = await client.waitFor("llm_token", () => true, 3);
    client.send({ type: "text_input", text: "Never mind" });
    expect(await client.waitFor("turn_completed")).toMatchObject({ turn_id, ended_by: "barge_in" });
    const shown = textOf(client, turn_id).trimEnd();
    expect((await llmMessages(2)).slice(0, 1)).toEqual(["Tell me"]);
    expect((await llmMessages(2))[1]?.replace(/ *\[[^\]]*\] */, " ")).toBe(shown);
    client.send({ type: "interrupt", what: "reply" });
  });

  it("a connection that is lost keeps what was written to the socket", async () => {
    await servers.standIns.llm.configure({ answer: "word ".repeat(400), stepLatencyMs: 20 });
    const client = await server.connect();
    client.send({ type: "text_input", text: "Tell me" });
    const { turn_id } = await client.waitFor("llm_token", () => true, 3);
    const sessionId = await sessionOf(client);
    client.close();
    await expect.poll(() => rowsOf(sessionId)).toHaveLength(1);
    const [row] = rowsOf(sessionId);
    expect(row?.conversations.aiText.startsWith(textOf(client, turn_id).trimEnd())).toBe(true);
    expect(row?.turn_details).toMatchObject({ turnId: turn_id, endedBy: "disconnect", finishReason: null });
  });

  it("a reply that is cut at the house's limit says so, and a typed one may be longer", async () => {
    await servers.standIns.llm.configure({ answer: "word ".repeat(400) });
    const admin = server.contextFor({ kind: "system", job: "command_line" });
    await house.save(admin, { key: "typedReplyTokens", value: 50 });
    await house.save(admin, { key: "spokenReplyTokens", value: 20 });
    const client = await server.connect();
    client.send({ type: "text_input", text: "Tell me" });
    const typed = await client.waitFor("turn_completed");
    expect(typed).toMatchObject({ interrupted: false, ended_by: "limit", finish_reason: "length" });
    expect(rowsOf(await sessionOf(client))[0]?.turn_details).toMatchObject({
      ...{ interrupted: false, endedBy: "limit", finishReason: "length" },
    });
    say(client);
    await client.waitFor("turn_completed", () => true, 2);
    const limits = (await servers.standIns.llm.calls()).map(({ fields }) => fields.max_tokens);
    expect([limits[0], limits.at(-1)]).toEqual([50, 20]);
  });

  it("another persona answers from the next turn on, also in a conversation under way; each turn keeps its own", async () => {
    const boss = await server.addUser("boss", "admin");
    const admin = server.contextFor({ kind: "user", userId: boss.userId, username: "boss", role: "admin" });
    const short = { "zh-TW": "請簡短。", en: "Be short." };
    const systemMessages = async () =>
      (await servers.standIns.llm.calls()).map(({ fields }) => (fields.messages as LlmMessage[])[0]?.content);
    const client = await server.connect();
    client.send({ type: "text_input", text: "Hi" });
    await client.waitFor("turn_completed");
    const { versionId } = await createPersona(admin, { name: "Short", prompts: short });
    await choosePersona(admin, { versionId, basedOn: null });
    client.send({ type: "text_input", text: "Again" });
    await client.waitFor("turn_completed", () => true, 2);
    expect(await systemMessages()).toEqual([defaultPrompts["zh-TW"], short["zh-TW"]]);
    const kept = rowsOf(await sessionOf(client)).map(({ turn_details }) => turn_details);
    expect(kept.map(({ personaVersionId }) => personaVersionId)).toEqual([null, versionId]);
    const texts = kept.map(({ promptSha256 }) => {
      return server.db
        .select()
        .from(prompts)
        .all()
        .find(({ sha256 }) => sha256 === promptSha256)?.text;
    });
    expect(texts).toEqual([defaultPrompts["zh-TW"], short["zh-TW"]]);
  });

  it("new speech interrupts the reply and becomes the next turn", async () => {
    await longReply();
    const client = await server.connect();
    client.send({ type: "text_input", text: "Tell me" });
    const { turn_id } = await client.waitFor("audio_response");
    say(client, { after: 0 });
    expect((await client.waitFor("audio_clear")).turn_id).toBe(turn_id);
    expect(await client.waitFor("turn_completed")).toMatchObject({ turn_id, interrupted: true, ended_by: "barge_in" });
    client.send({ type: "audio_end" });
    const next = await client.waitFor("turn_started", () => true, 2);
    expect(next.turn_number).toBe(2);
    expect(client.of("transcription").at(-1)).toMatchObject({ text: question, turn_id: next.turn_id });
    client.send({ type: "interrupt", what: "reply" });
    await client.waitFor("turn_completed", () => true, 2);
  });

  it("a reply that has been sent whole is stopped too: history and model keep all of it, and how far it was heard", async () => {
    await servers.standIns.tts.configure({ audioMsPerCharacter: 1_000 });
    const client = await server.connect();
    client.send({ type: "text_input", text: "Tell me" });
    const { turn_id } = await client.waitFor("turn_completed");
    client.send({ type: "interrupt" });
    expect((await client.waitFor("audio_clear")).turn_id).toBe(turn_id);
    client.send({ type: "text_input", text: "Go on" });
    await client.waitFor("turn_completed", () => true, 2);
    const [, read] = await llmMessages(2);
    expect(read).toBe(answer);
    const first = rowsOf(await sessionOf(client)).find((row) => row.turn_details.turnId === turn_id);
    expect(first?.turn_details).toMatchObject({ interrupted: true, endedBy: "user_stop", shownChars: answer.length });
    expect(first?.turn_details.heardChars).toBeLessThan(answer.length);
    expect(first?.conversations).toMatchObject({ aiText: answer, aiAudioPath: `audio/tts/${turn_id}.wav` });
  });

  it("a correction supersedes its turn, and later turns leave the model's context", async () => {
    const client = await server.connect();
    for (const [i, text] of ["one", "two", "three"].entries()) {
      client.send({ type: "text_input", text });
      await client.waitFor("turn_completed", () => true, i + 1);
    }
    const second = client.of("turn_completed")[1]?.turn_id ?? "";
    client.send({ type: "transcript_edit", turn_id: second, text: "two and a half" });
    expect((await client.waitFor("turn_completed", () => true, 4)).turn_number).toBe(4);
    const asked = (await llmMessages(4)).filter((content) => !answer.startsWith(content));
    expect(asked).toEqual(["one", "two and a half"]);
    const rows = rowsOf(await sessionOf(client));
    expect(rows.length).toBe(4);
    expect(rows[3]?.turn_details.supersedesTurnId).toBe(second);
    client.send({ type: "transcript_edit", turn_id: "no-such-turn", text: "x" });
    expect((await client.waitFor("error")).code).toBe("turn_not_found");
  });
});

describe("model servers that fail", () => {
  it("a language model that died is a clear error and a row; the conversation goes on when it is back", async () => {
    const client = await server.connect();
    client.send({ type: "text_input", text: "hello" });
    await client.waitFor("turn_completed");
    await servers.standIns.llm.kill();
    client.send({ type: "text_input", text: "are you there?" });
    const error = await client.waitFor("error");
    expect(["model_unavailable", "llm_failed"]).toContain(error.code);
    const failed = await client.waitFor("turn_completed", () => true, 2);
    expect(error.turn_id).toBe(failed.turn_id);
    expect(rowsOf(await sessionOf(client))[1]?.turn_details.errorCode).toBe(error.code);
    await servers.standIns.llm.restart();
    await servers.engines.llm.start();
    client.send({ type: "text_input", text: "and now?" });
    await client.waitFor("turn_completed", () => true, 3);
    expect(client.of("error").length).toBe(1);
  });

  it("a recogniser that fails is a clear error, and there is no row", async () => {
    await servers.standIns.stt.configure({ fault: { kind: "status", status: 500 } });
    const client = await server.connect();
    say(client);
    expect((await client.waitFor("error")).code).toBe("stt_failed");
    await client.waitFor("turn_state", ({ state }) => state === "listening", 2);
    expect(rowsOf(await sessionOf(client))).toEqual([]);
  });

  it("without speech synthesis the answer is text", async () => {
    await servers.standIns.tts.configure({ fault: { kind: "status", status: 500 } });
    const client = await server.connect();
    client.send({ type: "text_input", text: "hello" });
    expect((await client.waitFor("error")).code).toBe("tts_failed");
    await client.waitFor("turn_completed");
    expect(rowsOf(await sessionOf(client))[0]?.conversations).toMatchObject({ aiText: answer, aiAudioPath: null });
  });
});

test("the house's lexicon changes what was heard and what is said, and the turn keeps what its calls took", async () => {
  const { token, userId } = await server.addUser("lexicon");
  const client = await connectPlain(server.url, token);
  server.db.insert(lexiconVersions).values({ version: 1, userId, createdAt: 0 }).run();
  const entry = { language: "en", addedIn: 1 } as const;
  server.db
    .insert(lexiconEntries)
    .values([
      { ...entry, kind: "heard", written: "weather", becomes: "forecast" },
      { ...entry, kind: "said", written: "sunny", becomes: "bright" },
    ])
    .run();
  client.send({ type: "session_start", language: "en" });
  const sessionId = await sessionOf(client);
  say(client);
  const final = await client.waitFor("transcription", ({ is_final }) => is_final);
  const heard = { from: 12, to: 20, original: "weather", becomes: "forecast" };
  expect(final).toMatchObject({
    text: "What is the forecast like today?",
    heard_as: { text: question, replacements: [heard] },
  });
  const said = { from: 6, to: 11, original: "sunny", becomes: "bright" };
  expect((await client.waitFor("turn_completed")).said_replacements).toEqual([said]);
  const [row] = rowsOf(sessionId);
  expect(row?.conversations).toMatchObject({ userText: "What is the forecast like today?", aiText: answer });
  expect(row?.turn_details).toMatchObject({
    recognisedText: question,
    heardReplacements: [heard],
    saidReplacements: [said],
    lexiconVersion: 1,
    isSpoken: true,
    speechSpeed: 1,
  });
  const calls = row?.turn_details.calls ?? [];
  expect(calls.map(({ call, outcome }) => `${call} ${outcome}`).sort()).toEqual([
    "reply completed",
    "segment completed",
    "segment completed",
    "transcript completed",
  ]);
  // It began in the pause, before the end of speech was decided; nothing begins before the end of speech itself.
  const transcript = calls.find(({ call }) => call === "transcript");
  expect(transcript?.began_ms).toBeLessThan(row?.turn_details.timings?.endpoint_ms ?? 0);
  const [prompt] = server.db.select().from(prompts).all();
  expect(prompt?.sha256).toBe(row?.turn_details.promptSha256);
  expect(prompt?.text).toContain("You are the voice assistant");
  client.close();
});

test("a reply that is stopped keeps the calls that were under way", async () => {
  await servers.standIns.llm.configure({ answer: `${answer} `.repeat(20), stepLatencyMs: 20 });
  const client = await connectPlain(server.url, (await server.addUser("stopper")).token);
  client.send({ type: "session_start", language: "en" });
  const sessionId = await sessionOf(client);
  client.send({ type: "text_input", text: "Hello" });
  await client.waitFor("audio_response");
  client.send({ type: "interrupt", what: "reply" });
  await client.waitFor("turn_completed");
  const calls = rowsOf(sessionId)[0]?.turn_details.calls ?? [];
  expect(calls.find(({ call }) => call === "reply")).toMatchObject({
    outcome: "stopped",
    first_ms: expect.any(Number),
  });
  client.close();
});
