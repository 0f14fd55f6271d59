import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ErrorCode } from "../../../lib/errors";
import type { EndedTurn, TurnOutcomeName } from "../../../lib/metrics/ended-turn";
import type { VoiceDetector } from "../../inference/contract";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import type { MetricEvents } from "../../platform/observability/metrics";
import { audioChunks, type ChatClient, withSilence } from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let voiceDetector: VoiceDetector;
let speech: SpokenSentence;
let client: ChatClient;
const turns: [TurnOutcomeName, EndedTurn][] = [];
const errors: ErrorCode[] = [];
let diskFails = false;

const metrics: MetricEvents = {
  turnEnded: (outcome, turn) => turns.push([outcome, turn]),
  errorTold: (code) => errors.push(code),
  modelCallEnded: () => {},
  serviceLevelChanged: () => {},
  socketRefused: () => {},
  turnRefused: () => {},
};

beforeAll(async () => {
  [speech] = (await spokenSentences(["What is the weather like today?"])) as [SpokenSentence];
  voiceDetector = await startVoiceDetector();
});
afterAll(() => voiceDetector.close());
beforeEach(async () => {
  diskFails = false;
  turns.length = 0;
  errors.length = 0;
  const beforeWriting = async () => {
    if (diskFails) throw new Error("No space is left.");
  };
  const server = await servers.open({ voiceDetector, metrics, beforeWriting });
  client = await server.connect();
});

const ask = () => client.send({ type: "text_input", text: "What is the weather like today?" });

test("a turn that is complete, with its timings", async () => {
  ask();
  const { timings } = await client.waitFor("turn_completed");
  expect(turns).toMatchObject([["completed", { timings, wasSpoken: false, mode: "fast", errorCode: null }]]);
  expect(turns[0]?.[1].calls.map(({ call }) => call)).toContain("reply");
  expect(timings.e2e_ms).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});

test("a turn that the person stopped", async () => {
  await servers.standIns.tts.configure({ stepLatencyMs: 20, audioMsPerCharacter: 1_000 });
  ask();
  await client.waitFor("audio_response");
  client.send({ type: "interrupt" });
  await client.waitFor("turn_completed");
  expect(turns.map(([outcome]) => outcome)).toEqual(["interrupted"]);
});

test("a turn that the person left counts the conversations that talked, its own with them", async () => {
  await servers.standIns.tts.configure({ stepLatencyMs: 20, audioMsPerCharacter: 1_000 });
  ask();
  await client.waitFor("audio_response");
  // Its seat is free at once, before the turn is stored.
  client.close();
  await expect.poll(() => turns).toMatchObject([["interrupted", { sessions: 1 }]]);
});

test("a reply that failed", async () => {
  await servers.standIns.llm.configure({ fault: { kind: "status", status: 500 } });
  ask();
  const { code } = await client.waitFor("error");
  await client.waitFor("turn_completed");
  expect(turns.map(([outcome]) => outcome)).toEqual(["failed"]);
  expect(errors).toEqual([code]);
});

test("speech that the recogniser fails at is a failed turn", async () => {
  await servers.standIns.stt.configure({ fault: { kind: "status", status: 500 } });
  const pcm = withSilence(speech, 16_000, { before: 300, after: 1_000 });
  for (const chunk of audioChunks(pcm, 16_000, 300)) client.send(chunk);
  const { code } = await client.waitFor("error");
  await client.waitFor("turn_completed");
  expect(turns).toMatchObject([["failed", { errorCode: code, timings: { ttft_ms: null, first_audio_ms: null } }]]);
  expect(errors).toEqual([code]);
});

test("a turn that could not be stored", async () => {
  diskFails = true;
  ask();
  await client.waitFor("error");
  expect(turns).toMatchObject([["lost", { errorCode: "storage_failed" }]]);
});

test("errors that belong to no turn are counted as well", async () => {
  client.send({ type: "no_such_type" });
  client.send({ type: "transcript_edit", turn_id: "none", text: "other" });
  await client.waitFor("error", undefined, 2);
  expect(errors).toEqual(["unknown_type", "turn_not_found"]);
  expect(turns).toEqual([]);
});
