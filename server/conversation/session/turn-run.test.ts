import { beforeEach, expect, test } from "vitest";
import type { SpeechMode } from "../../../lib/languages";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from "../../inference/engines/remote";
import type { HeardReply, VoicePolicy } from "../../inference/scheduling/contract";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { silentLogger } from "../../platform/observability/logger";
import type { TurnEvent } from "../pipeline/contract";
import { TurnRun } from "./turn-run";
import type { TurnRunOptions } from "./turn-run-options";

const at = { url: "http://127.0.0.1:9/v1", model: null, apiKey: null };
let events: TurnEvent[];
beforeEach(() => {
  events = [...yes];
});
const yes: TurnEvent[] = [
  { type: "token", text: "Yes." },
  { type: "audio", pcm: new Int16Array(240), mode: "fast", clause: "Yes." },
  { type: "finished", replyText: "Yes.", finishReason: "stop", speechError: null },
];

/** A turn of which each step takes 10 ms, on a clock that only the steps and the test move. */
function setUp(seat: Promise<void> | null, mode: SpeechMode = "fast") {
  const clock = { ms: 1_000 };
  const now = () => clock.ms;
  const engines = {
    stt: createRemoteStt(at, silentLogger),
    llm: createRemoteLlm(at, silentLogger),
    tts: createRemoteTts(at, silentLogger),
  };
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });
  const failures: string[] = [];
  const sent: ServerMessage[] = [];
  const replies: HeardReply[] = [];
  const voice: VoicePolicy = {
    plan: () => null,
    spoke() {},
    failed: () => null,
    replyEnded: (reply) => replies.push(reply),
  };
  const options: TurnRunOptions = {
    input: {
      turnId: "t",
      sessionId: "s",
      urgency: "live",
      language: "en",
      mode,
      voice: { kind: "builtin", name: "alloy" },
      said: { kind: "text", text: "Well?" },
      history: [],
    },
    async *runTurn() {
      for (const event of events) {
        clock.ms += 10;
        yield event;
      }
    },
    dependencies: { engines, leases, voice, logger: silentLogger, now },
    beganAtMs: clock.ms,
    seat,
    goesOnWith: null,
    send: (message) => sent.push(message),
    onTranscribed() {},
    onFirstAudio() {},
    onNothingSaid() {},
    onModelFailing() {},
    onFailed: (code) => failures.push(code),
    onFinished() {},
  };
  const run = new TurnRun(options);
  return { run, clock, failures, sent, replies, options };
}

test("a turn counts from its beginning", async () => {
  const { run } = setUp(null);
  run.commit(null);
  await run.run();
  expect(run.outcome("Well?", Number.POSITIVE_INFINITY).timings).toMatchObject({
    ttft_ms: 10,
    first_audio_ms: 20,
    e2e_ms: 30,
  });
});

test("the wait for a seat does not count in the turn", async () => {
  let arrive = () => {};
  const { run, clock } = setUp(new Promise((resolve) => (arrive = resolve)));
  run.commit(1_000);
  const running = run.run();
  clock.ms += 60_000;
  arrive();
  await running;
  expect(run.outcome("Well?", Number.POSITIVE_INFINITY).timings).toMatchObject({
    endpoint_ms: 0,
    first_audio_ms: 20,
    e2e_ms: 30,
  });
});

test("a seat that is refused fails the turn with its code", async () => {
  const { run, failures } = setUp(Promise.reject(Object.assign(new Error("full"), { code: "at_capacity" })));
  run.commit(null);
  await run.run();
  expect(failures).toEqual(["at_capacity"]);
});

test("a reply partly spoken by another model counts as spoken by that model, in its mode", async () => {
  const spoken = (segment: string, by: { mode: SpeechMode; model?: string }): TurnEvent => ({
    type: "audio",
    pcm: new Int16Array(240),
    clause: segment,
    ...by,
  });
  events = [
    spoken("One.", { mode: "hq" }),
    spoken("Two.", { mode: "fast", model: "spare" }),
    spoken("Three.", { mode: "hq" }),
    ...yes.slice(2),
  ];
  const { run, replies } = setUp(null, "hq");
  run.commit(null);
  await run.run();
  expect(run.outcome("Well?", Number.POSITIVE_INFINITY)).toMatchObject({ mode: "fast", replacingTtsModel: "spare" });
  // Such a reply says nothing about the speed of the chosen voice.
  expect(replies).toEqual([]);
});

test("a voice that had to be replaced is told, as no failure of the turn", async () => {
  const replaced: TurnEvent = { type: "voice_replaced", code: "voice_refused", message: "Its text." };
  const other: TurnEvent = { type: "audio", pcm: new Int16Array(240), mode: "fast", clause: "One.", otherVoice: true };
  events = [replaced, other, ...yes.slice(2)];
  const { run, sent, failures } = setUp(null);
  run.commit(null);
  await run.run();
  expect(sent).toContainEqual({ type: "error", code: "voice_refused", message: "Its text." });
  expect(failures).toEqual([]);
  expect(run.outcome("Well?", Number.POSITIVE_INFINITY).errorCode).toBeNull();
  expect(run.spokeInChosenVoice).toBe(false);
});

const broken: TurnEvent = { type: "failed", stage: "llm", code: "llm_failed", message: "", replyText: "" };
const segment = (text: string): TurnEvent => ({ type: "audio", pcm: new Int16Array(240), mode: "fast", clause: text });

test("of a reply that failed in the middle, all that was shown is kept, and how far it was heard", async () => {
  events = [segment("One,"), segment(" two."), { ...broken, replyText: "One, two. And th" }];
  const { run } = setUp(null);
  run.commit(null);
  await run.run();
  expect(run.outcome("Well?", Number.POSITIVE_INFINITY)).toMatchObject({
    ...{ aiText: "One, two. And th", heardChars: "One, two.".length, writtenChars: "One, two. And th".length },
    ...{ endedBy: "error", finishReason: null, errorCode: "llm_failed" },
  });
  expect(run.outcome("Well?", 4).aiText).toBe("One,");
});

test("of a reply that failed before its first sound, the shown text is kept", async () => {
  events = [{ ...broken, replyText: "One, tw" }];
  const { run } = setUp(null);
  run.commit(null);
  await run.run();
  expect(run.outcome("Well?", Number.POSITIVE_INFINITY)).toMatchObject({ aiText: "One, tw", replyAudio: null });
});

test("a reply whose speech failed in the middle is kept whole: its rest was read on the screen", async () => {
  const speechError = { code: "tts_failed", message: "" } as const;
  events = [
    segment("One,"),
    { type: "finished", replyText: "One, two. And three.", finishReason: "stop", speechError },
  ];
  const { run } = setUp(null);
  run.commit(null);
  await run.run();
  const { aiText, replyAudio, errorCode } = run.outcome("Well?", Number.POSITIVE_INFINITY);
  expect([aiText, replyAudio?.length, errorCode]).toEqual(["One, two. And three.", 240, "tts_failed"]);
});

test.each([
  ["at its end", false],
  ["when it is interrupted", true],
])("how long its listener waited is reported once for a reply, %s", async (_, isInterrupted) => {
  events = yes.toSpliced(2, 0, { type: "audio", pcm: new Int16Array(240), mode: "fast", clause: "Well." });
  const { options, replies } = setUp(null);
  let heard = 0;
  const run = new TurnRun({
    ...options,
    send({ type }) {
      if (type === "audio_response") heard += 1;
      if (isInterrupted && heard === 2) run.abort("barge_in");
    },
  });
  run.commit(null);
  await run.run();
  expect(replies).toMatchObject([{ asked: "fast", gapsMs: 0, timings: { first_audio_ms: 20 } }]);
  run.abort("barge_in");
  expect(replies).toHaveLength(1);
});

test("a silenced turn writes its text to the end, without a further sound", async () => {
  const more: TurnEvent = { type: "token", text: " And no." };
  events = [...yes.slice(0, 2), segment(" And no."), more, { ...yes[2], replyText: "Yes. And no." } as TurnEvent];
  const { options } = setUp(null);
  const sent: string[] = [];
  const run = new TurnRun({
    ...options,
    send({ type }) {
      sent.push(type);
      if (type === "audio_response") run.silence("user_stop");
    },
  });
  run.commit(null);
  await run.run();
  expect(sent).toEqual(["llm_token", "audio_response", "llm_token"]);
  expect(run.playoutEndsAtMs).toBe(Number.NEGATIVE_INFINITY);
  expect(run.outcome("Well?", Number.POSITIVE_INFINITY)).toMatchObject({
    ...{ aiText: "Yes. And no.", heardChars: 0, endedBy: "user_stop", finishReason: "stop", timings: { e2e_ms: null } },
  });
});

test.each([
  ["stop", "finished"],
  ["length", "limit"],
] as const)("a reply that ends with %s was ended by %s", async (finishReason, endedBy) => {
  events = [...yes.slice(0, 2), { ...yes[2], finishReason } as TurnEvent];
  const { run } = setUp(null);
  run.commit(null);
  await run.run();
  const outcome = run.outcome("Well?", Number.POSITIVE_INFINITY);
  expect(outcome).toMatchObject({ endedBy, finishReason, heardChars: 4 });
});

test.each([
  ["disconnect", "finished"],
  ["user_stop", "user_stop"],
  ["barge_in", "barge_in"],
] as const)(
  "a whole reply whose sound ended by %s was ended by %s, and its lengths say how far it was heard",
  async (by, endedBy) => {
    events = [
      yes[0],
      { type: "audio", pcm: new Int16Array(48_000), mode: "fast", clause: "Yes." },
      yes[2],
    ] as TurnEvent[];
    const { run } = setUp(null);
    run.commit(null);
    await run.run();
    run.endHearing(by);
    expect(run.outcome("Well?", Number.POSITIVE_INFINITY)).toMatchObject({
      ...{ endedBy, finishReason: "stop", aiText: "Yes.", writtenChars: 4, heardChars: 0 },
    });
  },
);
