import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { ErrorCode } from "../../../lib/errors";
import type { ModelRole } from "../../../lib/models";
import type { VoiceDetector } from "../../inference/contract";
import type { TimeLimits } from "../../inference/engines/remote/time-limits";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import type { Fault, StandIn } from "../../inference/engines/testing/start-stand-ins";
import { audioChunks, type ChatClient, withSilence } from "../../testing/chat-client";
import { startVoiceDetector } from "../../testing/chat-server";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

/**
 * A model fails in a turn: the person gets the reason in that turn, the recognised words are kept, the next turn works.
 * Each model takes one call at a time here, so that a lease which was not given back would stop the next turn.
 */

const question = "What is the weather like today?";
const answer = "It is sunny. Take a hat with you, and some water.";
/** Short enough for tests, long enough for answers that come. */
const limitsMs: Partial<TimeLimits> = {
  probe: 1_000,
  transcript: 1_500,
  firstToken: 1_500,
  nextToken: 1_500,
  firstAudio: 1_500,
  nextAudio: 1_500,
};

const servers = testChatServers(limitsMs);
let server: TestChatServer;
let voiceDetector: VoiceDetector;
let speech: SpokenSentence;
let client: ChatClient;
/** Undoes the fault that the test caused. */
let heal = async () => {};

beforeAll(async () => {
  [speech] = (await spokenSentences([question])) as [SpokenSentence];
  voiceDetector = await startVoiceDetector();
});
afterAll(() => voiceDetector.close());
beforeEach(async () => {
  await scripts();
  server = await servers.open({ voiceDetector, slots: 1 });
  ({ client } = await server.startSession({ language: "en" }));
});
afterEach(() => heal());

/** The transcript and the answer of the stand-ins; a restarted stand-in has lost them. */
const scripts = () =>
  Promise.all([servers.standIns.stt.configure({ answer: question }), servers.standIns.llm.configure({ answer })]);

function say(): void {
  const pcm = withSilence(speech, 16_000, { before: 300, after: 300 });
  for (const chunk of audioChunks(pcm, 16_000, 300)) client.send(chunk);
  client.send({ type: "audio_end" });
}

const rows = () =>
  server.db
    .select()
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(eq(conversations.sessionId, client.of("session_started")[0]?.session_id ?? ""))
    .all();

/** The turn after a failed one: a whole reply, read and spoken. */
async function expectNextTurnWorks(failed: number): Promise<void> {
  client.send({ type: "text_input", text: "And tomorrow?" });
  const completed = await client.waitFor("turn_completed", ({ timings }) => timings.e2e_ms !== null);
  expect(completed.turn_number).toBe(failed + 1);
  expect(client.of("error").filter(({ turn_id }) => turn_id === completed.turn_id)).toEqual([]);
}

type Trouble = Fault | "gone" | "killed" | "stopped";
/** Role, what happens, the code that the person gets, and what its message says to do. */
const troubles: [role: ModelRole, name: string, trouble: Trouble, code: ErrorCode | RegExp, says: RegExp][] = [
  ["stt", "hangs (SIGSTOP)", "stopped", "model_timeout", /within 1\.5 s\. Try again/],
  ["stt", "is not there", "gone", "model_unavailable", /Is it running|Start that server/],
  // A call in progress breaks off; a later one finds no server.
  ["stt", "is killed", "killed", /^(stt_failed|model_unavailable)$/, /Try again|Is it running/],
  ["stt", "answers 500", { kind: "status", status: 500 }, "stt_failed", /Try again/],
  ["stt", "answers with a web page", { kind: "html" }, "stt_failed", /not that of a model server/],
  ["stt", "sends 50 MB", { kind: "flood", characters: 50_000_000 }, "stt_failed", /larger than/],
  ["llm", "hangs (SIGSTOP)", "stopped", "model_timeout", /Try again/],
  ["llm", "is not there", "gone", "model_unavailable", /Is it running|Start that server/],
  ["llm", "is killed in mid-reply", "killed", "llm_failed", /Try again/],
  [
    "llm",
    "answers 401",
    { kind: "status", status: 401, body: { error: "Unauthorized" } },
    "model_unavailable",
    /API key/,
  ],
  ["llm", "answers 429", { kind: "status", status: 429 }, "model_unavailable", /Try again in a moment/],
  ["llm", "answers 503", { kind: "status", status: 503 }, "model_unavailable", /Try again in a moment/],
  [
    "llm",
    "fails in mid-reply behind a 200",
    { kind: "stream_error", afterChunks: 4 },
    "llm_failed",
    /middle of its reply/,
  ],
  ["llm", "sends a byte now and then", { kind: "trickle", byteMs: 50 }, "model_timeout", /Try again/],
  ["tts", "hangs (SIGSTOP)", "stopped", "model_timeout", /Try again/],
  ["tts", "is not there", "gone", "model_unavailable", /Is it running|Start that server/],
  ["tts", "is killed in mid-speech", "killed", "tts_failed", /Try again/],
  ["tts", "answers 500", { kind: "status", status: 500 }, "tts_failed", /Try again/],
  ["tts", "sends a web page", { kind: "html" }, "tts_failed", /not that of a model server/],
];

test.each(troubles)(
  "%s %s: the person gets the error in that turn, and the next one works",
  async (role, _, trouble, code, says) => {
    const standIn = servers.standIns[role];
    await bring(standIn, role, trouble);
    say();
    if (trouble === "killed") {
      await standIn.waitForCalls(1);
      await standIn.kill();
    }
    const error = await client.waitFor("error");
    expect(error).toMatchObject({ code: expect.stringMatching(code), message: expect.stringMatching(says) });
    await heal();
    heal = async () => {};

    const completed = await client.waitFor("turn_completed");
    expect(error.turn_id).toBe(completed.turn_id);
    if (role === "stt") {
      // Nothing was recognised: the sound alone is kept.
      expect(rows()).toMatchObject([
        {
          conversations: { turnNumber: 1, userText: "", userAudioPath: expect.stringContaining("raw") },
          turn_details: { errorCode: error.code },
        },
      ]);
      await expectNextTurnWorks(1);
      return;
    }
    expect(rows()).toMatchObject([
      { conversations: { turnNumber: 1, userText: question }, turn_details: { errorCode: error.code } },
    ]);
    // The reply's text does not depend on its sound.
    if (role === "tts") expect(rows()[0]?.conversations.aiText).toBe(answer);
    await expectNextTurnWorks(1);
  },
);

/** Resolves when the engine has noticed that the model is back. */
async function ready(role: ModelRole): Promise<void> {
  while (
    !(await servers.engines[role].start().then(
      () => true,
      () => false,
    ))
  );
}

/** Causes the fault for every call, including those for partial transcripts. */
async function bring(standIn: StandIn, role: ModelRole, trouble: Trouble): Promise<void> {
  if (trouble === "stopped") {
    standIn.pause();
    heal = async () => {
      standIn.resume();
      await ready(role);
    };
    return;
  }
  heal = async () => {
    if (trouble === "killed" || trouble === "gone") {
      await standIn.kill();
      await standIn.restart();
    }
    await standIn.configure({ fault: null });
    await scripts();
    await ready(role);
  };
  if (trouble === "gone") {
    await standIn.kill();
    return;
  }
  await standIn.forgetCalls();
  const hanging: Fault = { kind: "hang", afterChunks: role === "stt" ? 0 : 3 };
  await standIn.configure({ fault: trouble === "killed" ? hanging : trouble });
}
