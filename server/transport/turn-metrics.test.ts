import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ErrorCode } from "../../lib/errors";
import type { Timings } from "../../lib/protocol/server-messages";
import type { Engines, VoiceDetector } from "../engines/contract";
import { type SpokenSentence, spokenSentences } from "../engines/testing/spoken-audio";
import { type StandIns, startStandIns } from "../engines/testing/start-stand-ins";
import type { MetricEvents, TurnOutcomeName } from "../observability/metrics";
import { runTurn } from "../pipeline/run-turn";
import { audioChunks, type ChatClient, connectPlain, withSilence } from "../testing/chat-client";
import { type ChatServer, startChatServer, startRemoteEngines, startVoiceDetector } from "../testing/chat-server";

let standIns: StandIns;
let engines: Engines;
let voiceDetector: VoiceDetector;
let server: ChatServer;
let client: ChatClient;
let speech: SpokenSentence;
let token: string;
const turns: [TurnOutcomeName, Timings | null][] = [];
const errors: ErrorCode[] = [];
let diskFails = false;

const metrics: MetricEvents = {
  turnEnded: (outcome, timings) => turns.push([outcome, timings]),
  errorTold: (code) => errors.push(code),
  modelCallEnded: () => {},
  serviceLevelChanged: () => {},
};

beforeAll(async () => {
  [speech] = (await spokenSentences(["What is the weather like today?"])) as [SpokenSentence];
  [standIns, voiceDetector] = await Promise.all([startStandIns(), startVoiceDetector()]);
  engines = await startRemoteEngines(standIns);
  const beforeWriting = async () => {
    if (diskFails) throw new Error("No space is left.");
  };
  server = await startChatServer({ engines, voiceDetector, runTurn, metrics, beforeWriting });
  ({ token } = server.addUser("ann"));
});
afterAll(async () => {
  await server.close();
  await Promise.all([engines.stt.close(), engines.llm.close(), engines.tts.close(), voiceDetector.close()]);
  await standIns.close();
});
beforeEach(async () => {
  diskFails = false;
  turns.length = 0;
  errors.length = 0;
  client = await connectPlain(server.url, token);
  return () => client.close();
});

const ask = () => client.send({ type: "text_input", text: "What is the weather like today?" });

test("a turn that is complete, with its timings", async () => {
  ask();
  const { timings } = await client.waitFor("turn_completed");
  expect(turns).toEqual([["completed", timings]]);
  expect(timings.e2e_ms).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});

test("a turn that the person stopped", async () => {
  await standIns.tts.configure({ stepLatencyMs: 20, audioMsPerCharacter: 1_000 });
  ask();
  await client.waitFor("audio_response");
  client.send({ type: "interrupt" });
  await client.waitFor("turn_completed");
  expect(turns.map(([outcome]) => outcome)).toEqual(["interrupted"]);
  await standIns.tts.configure({ stepLatencyMs: 0, audioMsPerCharacter: 60 });
});

test("a reply that failed", async () => {
  await standIns.llm.configure({ fault: { kind: "status", status: 500 } });
  ask();
  const { code } = await client.waitFor("error");
  await client.waitFor("turn_completed");
  expect(turns.map(([outcome]) => outcome)).toEqual(["failed"]);
  expect(errors).toEqual([code]);
  await standIns.llm.configure({ fault: null });
});

test("speech that nobody could recognise: the history has no such turn, the error rate does", async () => {
  await standIns.stt.configure({ fault: { kind: "status", status: 500 } });
  const pcm = withSilence(speech, 16_000, { before: 300, after: 1_000 });
  for (const chunk of audioChunks(pcm, 16_000, 300)) client.send(chunk);
  const { code } = await client.waitFor("error");
  expect(turns).toEqual([["failed", null]]);
  expect(errors).toEqual([code]);
  await standIns.stt.configure({ fault: null });
});

test("a turn that could not be stored", async () => {
  diskFails = true;
  ask();
  await client.waitFor("error");
  expect(turns.map(([outcome]) => outcome)).toEqual(["lost"]);
});

test("errors that belong to no turn are counted as well", async () => {
  client.send({ type: "no_such_type" });
  client.send({ type: "transcript_edit", turn_id: "none", text: "other" });
  await client.waitFor("error", undefined, 2);
  expect(errors).toEqual(["unknown_type", "turn_not_found"]);
  expect(turns).toEqual([]);
});
