import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { TextToSpeech, Urgency } from "../../inference/contract";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from "../../inference/engines/remote";
import { type Fault, type StandIn, startStandIn } from "../../inference/engines/testing/start-stand-ins";
import { LeasePreempted } from "../../inference/scheduling/contract";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import {
  createVoiceControl,
  type VoiceControl,
  type VoiceControlOptions,
} from "../../inference/scheduling/voice-control";
import { silentLogger } from "../../platform/observability/logger";
import type { TurnDependencies, TurnEvent, TurnInput } from "./contract";
import { runTurn } from "./run-turn";

const now = () => performance.now();
const brokers = { chosen: newBroker(), fallback: newBroker() };
let llm: StandIn;
let chosen: StandIn;
let fallback: StandIn;
let engines: TurnDependencies["engines"];
let cpuVoice: TextToSpeech;
let voice: VoiceControl;

function newBroker() {
  return createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });
}

beforeAll(async () => {
  [llm, chosen, fallback] = await Promise.all([
    startStandIn("llm"),
    startStandIn("tts", { dialect: "worker" }),
    startStandIn("tts"),
  ]);
  const at = (url: string) => ({ url, model: null, apiKey: null });
  engines = {
    stt: createRemoteStt(at("http://127.0.0.1:9/v1"), silentLogger),
    llm: createRemoteLlm(at(llm.url), silentLogger),
    tts: createRemoteTts(at(chosen.url), silentLogger),
  };
  cpuVoice = createRemoteTts(at(fallback.url), silentLogger);
  await Promise.all([engines.llm.start(), engines.tts.start(), cpuVoice.start()]);
});
afterAll(async () => {
  await Promise.all([engines.llm, engines.tts, cpuVoice].map((engine) => engine.close()));
  await Promise.all([llm, chosen, fallback].map((standIn) => standIn.close()));
});
beforeEach(async () => {
  await llm.configure({ answer: "Of course, I can help. It is easy to do!" });
  for (const standIn of [chosen, fallback]) {
    await standIn.configure({ faults: [], fault: null });
    await standIn.forgetCalls();
  }
});
afterEach(() => voice.close());

function control(over: Partial<VoiceControlOptions> = {}): VoiceControl {
  voice = createVoiceControl({
    chosen: engines.tts,
    leases: brokers.chosen,
    fallback: { tts: cpuVoice, leases: brokers.fallback },
    targetFirstAudioMs: 1_500,
    vramAlertFraction: 0.9,
    fewerSteps: null,
    logger: silentLogger,
    now,
    ...over,
  });
  return voice;
}

async function turn(
  over: Partial<TurnDependencies> = {},
  urgency: Urgency = "live",
  inputOver: Partial<TurnInput> = {},
): Promise<TurnEvent[]> {
  const events: TurnEvent[] = [];
  const input: TurnInput = {
    turnId: "t",
    sessionId: "s",
    urgency,
    language: "en",
    mode: "hq",
    voice: { kind: "cloned", profileId: 7, referenceAudioPath: "/r.wav", referenceText: "r" },
    said: { kind: "text", text: "Hello" },
    history: [],
    ...inputOver,
  };
  const dependencies = { engines, leases: brokers.chosen, logger: silentLogger, now, voice, ...over };
  for await (const event of runTurn(input, dependencies, new AbortController().signal)) events.push(event);
  return events;
}
const sound = (events: TurnEvent[]) => events.filter((event) => event.type === "audio");
const captions = (events: TurnEvent[]) => sound(events).flatMap(({ clause }) => clause ?? []);
const spokenBy = async (standIn: StandIn) => (await standIn.calls()).map(({ fields }) => fields.input);

const whole = ["Of course,", " I can help.", " It is easy to do!"];

test("a segment that the voice can't speak is spoken by the fallback, in its own voice", async () => {
  control();
  await chosen.configure({ faults: [null, { kind: "status", status: 500 }] });
  const events = await turn();
  expect(events.at(-1)).toMatchObject({ type: "finished", speechError: null });
  expect(captions(events)).toEqual(whole);
  const [call, ...more] = await fallback.calls();
  expect(call?.fields).toMatchObject({ input: "I can help.", voice: "default" });
  expect(more).toEqual([]);
  expect(await spokenBy(chosen)).toEqual(["Of course,", "I can help.", "It is easy to do!"]);
  expect(voice.level().level).toBe("full");
});

test("a segment that broke off is said again from its beginning, with one caption", async () => {
  control();
  await chosen.configure({ faults: [null, { kind: "cut", afterChunks: 4 }] });
  const events = await turn();
  expect(events.at(-1)).toMatchObject({ type: "finished", speechError: null });
  expect(captions(events)).toEqual(whole);
  expect(await spokenBy(fallback)).toEqual(["I can help."]);
});

test("a voice that goes on failing is left alone: after the second segment the fallback speaks", async () => {
  control();
  await chosen.configure({ fault: { kind: "status", status: 500 } });
  const events = await turn();
  expect(captions(events)).toEqual(whole);
  expect(new Set(sound(events).map(({ mode }) => mode))).toEqual(new Set(["fast"]));
  expect(await spokenBy(chosen)).toEqual(["Of course,", "I can help."]);
  expect(voice.level()).toEqual({ level: "cpu_voice", reason: "model_failed" });
});

describe("a voice that the model refuses", () => {
  const refused = (code: string): Fault => ({
    kind: "status",
    status: 400,
    body: { error: { message: "…", type: "invalid_request_error", code } },
  });
  const told = (events: TurnEvent[]) => events.filter(({ type }) => type === "voice_replaced");
  const usedVoices = async (standIn: StandIn) => (await standIn.calls()).map(({ fields }) => fields.voice);

  test("is replaced by one of the model's own for the rest of the reply, and the person is told once", async () => {
    control();
    await chosen.configure({ faults: [refused("ref_text_mismatch")] });
    const events = await turn();
    expect(events.at(-1)).toMatchObject({ type: "finished", speechError: null });
    expect(captions(events)).toEqual(whole);
    expect(await usedVoices(chosen)).toEqual(["profile-7", "alloy", "alloy", "alloy"]);
    expect(told(events)).toEqual([
      { type: "voice_replaced", code: "voice_refused", message: expect.stringContaining("Correct it") },
    ]);
    expect(sound(events).every(({ otherVoice, mode }) => otherVoice === true && mode === "hq")).toBe(true);
    expect(voice.level().level).toBe("full");
  });

  test("is tried again by the next reply: it may have been put right", async () => {
    control();
    await chosen.configure({ faults: [refused("ref_audio_silent")] });
    await turn();
    await chosen.forgetCalls();
    const events = await turn();
    expect(new Set(await usedVoices(chosen))).toEqual(new Set(["profile-7"]));
    expect([told(events), sound(events)[0]?.otherVoice]).toEqual([[], undefined]);
  });

  test("is replaced by the fallback where the model has no voice of its own", async () => {
    control();
    const own = { kind: "status", status: 400, body: { error: { message: "…", code: "voice_missing" } } } as const;
    await chosen.configure({ faults: [refused("ref_audio_not_found")], fault: own });
    const events = await turn();
    expect(captions(events)).toEqual(whole);
    expect(await spokenBy(fallback)).toEqual(["Of course,", "I can help.", "It is easy to do!"]);
    expect(told(events)).toHaveLength(1);
    expect(voice.level().level).toBe("full");
  });

  test("leaves the reply as text where nothing else speaks, and says why", async () => {
    control({ fallback: null });
    await chosen.configure({ fault: refused("ref_audio_not_found") });
    const events = await turn();
    expect(sound(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: "finished", speechError: { code: "voice_refused" } });
  });
});

test("when the fallback fails too, the reply is text, and says so", async () => {
  control();
  for (const standIn of [chosen, fallback]) await standIn.configure({ fault: { kind: "status", status: 500 } });
  const events = await turn();
  expect(sound(events)).toEqual([]);
  expect(events.at(-1)).toMatchObject({
    type: "finished",
    replyText: "Of course, I can help. It is easy to do!",
    speechError: { code: "tts_failed" },
  });
  await turn();
  expect(voice.level()).toEqual({ level: "text_only", reason: "model_failed" });
  const calls = (await spokenBy(chosen)).length;
  expect((await turn()).at(-1)).toMatchObject({ type: "finished", speechError: { code: "tts_failed" } });
  expect((await spokenBy(chosen)).length).toBe(calls);
});

test("under pressure hq becomes fast, then takes fewer steps; what is heard says so", async () => {
  control({ fewerSteps: 7 });
  const late = { first_audio_ms: 4_000, tts_first_ms: 3_000, endpoint_ms: 0, stt_ms: 0, ttft_ms: 0, e2e_ms: null };
  const press = () => {
    for (let i = 0; i < 10; i++) voice.replyEnded({ timings: late, asked: "hq", gapsMs: 0 });
  };
  expect(new Set(sound(await turn()).map(({ mode }) => mode))).toEqual(new Set(["hq"]));
  press();
  expect(new Set(sound(await turn()).map(({ mode }) => mode))).toEqual(new Set(["fast"]));
  press();
  await turn();
  const asked = (await chosen.calls()).map(({ fields }) => [fields.mode, fields.nfe_step]);
  expect(asked.slice(0, 3)).toEqual(Array(3).fill(["hq", undefined]));
  expect(asked.slice(3, 6)).toEqual(Array(3).fill(["fast", undefined]));
  expect(asked.slice(6)).toEqual(Array(3).fill(["fast", 7]));
});

test("a segment that waited for a voice that failed meanwhile does not try it", async () => {
  const hasty = createRemoteTts(
    { url: chosen.url, model: null, apiKey: null, timeLimitsMs: { firstAudio: 300 } },
    silentLogger,
  );
  await hasty.start();
  control({ chosen: hasty });
  await chosen.configure({ fault: { kind: "hang", afterChunks: 0 } });
  const turns = await Promise.all([1, 2, 3].map(() => turn({ engines: { ...engines, tts: hasty } })));
  for (const events of turns) {
    expect(events.at(-1)).toMatchObject({ type: "finished", speechError: null });
    expect(captions(events)).toEqual(whole);
  }
  expect(await spokenBy(chosen)).toEqual(["Of course,"]);
  await hasty.close();
});

test("a voice is given words for numbers, unless it says that it reads numbers itself; captions have what is written", async () => {
  await llm.configure({ answer: "It costs $12.50. Come at 3:30 p.m. on March 3." });
  const voiceOf = {
    kind: "cloned",
    profileId: 7,
    referenceAudioPath: "/r.wav",
    referenceText: "Room 12 is free.",
  } as const;
  control();
  const written = ["It costs $12.50.", " Come at 3:30 p.m. on March 3."];
  expect(captions(await turn({}, "live", { voice: voiceOf }))).toEqual(written);
  const calls = (await chosen.calls()).map(({ fields }) => fields);
  expect(calls.map(({ input }) => input)).toEqual([
    "It costs twelve dollars and fifty cents.",
    "Come at three thirty PM on March third.",
  ]);
  expect(calls[0]).toMatchObject({ ref_text: "Room twelve is free." });

  await chosen.forgetCalls();
  const tts = { ...engines.tts, normalisesText: () => true };
  control({ chosen: tts });
  expect(captions(await turn({ engines: { ...engines, tts } }, "live", { voice: voiceOf }))).toEqual(written);
  const own = (await chosen.calls()).map(({ fields }) => fields);
  expect(own.map(({ input }) => input)).toEqual(written.map((each) => each.trim()));
  expect(own[0]).toMatchObject({ ref_text: "Room 12 is free." });
});

test("a pre-empted call is not a failure of its voice, and no other voice speaks instead", async () => {
  const failed = vi.spyOn(control(), "failed");
  await chosen.configure({ fault: { kind: "hang", afterChunks: 1 } });
  const outcome = expect(turn({}, "background")).rejects.toBeInstanceOf(LeasePreempted);
  await chosen.waitForCalls(1);
  const { signal } = new AbortController();
  (await brokers.chosen.acquire({ call: "segment", urgency: "live", signal })).release();
  await outcome;
  expect(failed).not.toHaveBeenCalled();
  expect(await spokenBy(fallback)).toEqual([]);
});
