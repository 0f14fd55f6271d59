import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Language } from "../../../lib/languages";
import type { SpeechToText } from "../../inference/contract";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from "../../inference/engines/remote";
import { type StandIn, type StandIns, startStandIns } from "../../inference/engines/testing/start-stand-ins";
import { LeasePreempted } from "../../inference/scheduling/contract";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { createLogger, silentLogger } from "../../platform/observability/logger";
import type { TurnDependencies, TurnEvent, TurnInput } from "./contract";
import { maxUnreadSpeechSeconds } from "./limits";
import { runTurn } from "./run-turn";

let standIns: StandIns;
let dependencies: TurnDependencies;
const now = () => performance.now();
const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });

function enginesFor(languages?: { stt?: Language[]; llm?: Language[]; tts?: Language[] }) {
  const at = ({ url }: StandIn) => ({ url, model: null, apiKey: null });
  const only = (spoken?: Language[]) => (spoken ? { supports: (language: Language) => spoken.includes(language) } : {});
  return {
    stt: { ...createRemoteStt(at(standIns.stt), silentLogger), ...only(languages?.stt) },
    llm: { ...createRemoteLlm(at(standIns.llm), silentLogger), ...only(languages?.llm) },
    tts: { ...createRemoteTts(at(standIns.tts), silentLogger), ...only(languages?.tts) },
  };
}

beforeAll(async () => {
  standIns = await startStandIns();
  dependencies = { engines: enginesFor(), leases, logger: silentLogger, now };
});
afterAll(async () => {
  const { stt, llm, tts } = dependencies.engines;
  for (const engine of [stt, llm, tts]) await engine.close();
  await standIns.close();
});
beforeEach(async () => {
  for (const standIn of [standIns.stt, standIns.llm, standIns.tts]) {
    await standIn.forgetCalls();
    await standIn.configure({
      answers: [],
      answer: null,
      faults: [],
      fault: null,
      firstLatencyMs: 0,
      stepLatencyMs: 0,
    });
  }
});

const tone = Float32Array.from({ length: 16_000 }, (_, index) => 0.3 * Math.sin(index / 10));
const input = (over: Partial<TurnInput> = {}): TurnInput => ({
  turnId: "t1",
  sessionId: "s1",
  urgency: "live",
  language: "en",
  mode: "fast",
  voice: { kind: "builtin", name: "alloy" },
  said: { kind: "speech", audio: tone },
  history: [],
  ...over,
});
const typed = (text: string) => input({ said: { kind: "text", text } });

async function collect(turn: TurnInput, over: Partial<TurnDependencies> = {}): Promise<TurnEvent[]> {
  const events: TurnEvent[] = [];
  for await (const event of runTurn(turn, { ...dependencies, ...over }, new AbortController().signal))
    events.push(event);
  return events;
}
const ofType = <T extends TurnEvent["type"]>(events: TurnEvent[], type: T) =>
  events.filter((event): event is Extract<TurnEvent, { type: T }> => event.type === type);
const allFree = () => Object.values(leases.counts()).every(({ busy, waiting }) => busy === 0 && waiting === 0);

test("a spoken turn: transcript, tokens, each segment as audio, and the end", async () => {
  await standIns.llm.configure({ answer: "Of course, I can help. It is easy to do!" });
  const events = await collect(input());
  expect(ofType(events, "transcript")).toEqual([
    { type: "transcript", text: "I heard 1000 milliseconds of speech.", isFinal: true },
  ]);
  const text = ofType(events, "token").map((event) => event.text);
  expect(text.join("")).toBe("Of course, I can help. It is easy to do!");
  const segments = ofType(events, "audio").flatMap((event) => event.clause ?? []);
  expect(segments).toEqual(["Of course,", " I can help.", " It is easy to do!"]);
  const [finished] = ofType(events, "finished");
  expect(events.at(-1)).toBe(finished);
  expect(finished).toMatchObject({ replyText: text.join(""), speechError: null });
  expect(allFree()).toBe(true);
});

test.each(["…！", "🙂"])("a reply without any word fails with a message: %s", async (answer) => {
  await standIns.llm.configure({ answer });
  const events = await collect(typed("Hello"));
  expect(events.at(-1)).toMatchObject({ type: "failed", stage: "llm", code: "llm_failed", replyText: answer });
  expect(allFree()).toBe(true);
});

test("the first segment is spoken while the model still writes", async () => {
  // The model hangs in its second sentence: what is heard before it fails was spoken while it wrote.
  await standIns.llm.configure({
    answer: "Of course, I can. And here is much more to say about it.",
    faults: [{ kind: "hang", afterChunks: 10 }],
  });
  const seen: TurnEvent["type"][] = [];
  for await (const { type } of runTurn(typed("Hello"), dependencies, new AbortController().signal)) {
    seen.push(type);
    if (type === "audio") break;
  }
  expect(seen[0]).toBe("token");
  expect(seen.at(-1)).toBe("audio");
});

const overflow = {
  kind: "status" as const,
  status: 400,
  body: {
    error: {
      message: "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
      code: 400,
    },
  },
};
const longHistory = Array.from({ length: 40 }, (_, index) => ({
  role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
  content: `${index} ${"word ".repeat(30)}`,
}));

test("a prompt that the model counts as too long is tried once more with a shorter history", async () => {
  await standIns.llm.configure({ faults: [overflow] });
  const events = await collect({ ...typed("What now?"), history: longHistory });
  expect(events.at(-1)).toMatchObject({ type: "finished", speechError: null });
  const [first, second] = (await standIns.llm.calls()).map((call) => call.fields.messages as unknown[]);
  expect(second?.at(-1)).toEqual({ role: "user", content: "What now?" });
  expect(second?.length).toBeLessThan((first?.length ?? 0) * 0.75);
  expect(second?.length).toBeGreaterThan(4);
});

test("a prompt that stays too long, or has no history to shorten, fails with context_overflow", async () => {
  await standIns.llm.configure({ faults: [overflow, overflow, overflow] });
  expect((await collect({ ...typed("Hi"), history: longHistory })).at(-1)).toMatchObject({ code: "context_overflow" });
  expect(await standIns.llm.calls()).toHaveLength(2);
  expect((await collect(typed("Hi"))).at(-1)).toMatchObject({ code: "context_overflow" });
  expect(await standIns.llm.calls()).toHaveLength(3);
});

test("a typed turn has no transcript; the model gets the system message, the history and the text", async () => {
  const history = [{ role: "user", content: "Hi" } as const, { role: "assistant", content: "Hello." } as const];
  const events = await collect({ ...typed("What now?"), history });
  expect(ofType(events, "transcript")).toEqual([]);
  const [call] = await standIns.llm.calls();
  expect(call?.fields.messages).toEqual([
    { role: "system", content: expect.stringContaining("voice assistant") },
    ...history,
    { role: "user", content: "What now?" },
  ]);
  expect(await standIns.stt.calls()).toEqual([]);
});

test.each([
  ["silence", new Float32Array(16_000), null],
  ["noise", tone, "[BLANK_AUDIO]"],
] as const)("%s never reaches the language model", async (_, audio, answer) => {
  await standIns.stt.configure({ answer });
  const events = await collect(input({ said: { kind: "speech", audio } }));
  expect(events.map((event) => event.type)).toEqual(["call", "transcript", "nothing_said"]);
  expect(await standIns.llm.calls()).toEqual([]);
});

test.each([
  ["Simplified", "这个软件怎么用？", "這個軟件怎麼用？", "点一下，然后请洽范经理。", "點一下，然後請洽范經理。"],
  [
    "mixed",
    "余額不足怎么辦？",
    "餘額不足怎麼辦？",
    "請到三號窗口办理，关于費用請洽范經理。",
    "請到三號窗口辦理，關於費用請洽范經理。",
  ],
  [
    "Traditional",
    "余小姐的證明文件在哪個窗口辦？",
    "余小姐的證明文件在哪個窗口辦？",
    "開戶程序請洽三號窗口的范經理，適用對象為里民。",
    "開戶程序請洽三號窗口的范經理，適用對象為里民。",
  ],
])("what is said and answered in %s Chinese is Traditional everywhere", async (_, heard, said, written, shown) => {
  await standIns.stt.configure({ answer: heard });
  await standIns.llm.configure({ answer: written });
  const events = await collect(input({ language: "zh-TW" }));
  expect(ofType(events, "transcript").at(-1)?.text).toBe(said);
  const tokens = ofType(events, "token").map((event) => event.text);
  expect(tokens.join("")).toBe(shown);
  expect(events.at(-1)).toMatchObject({ type: "finished", replyText: shown });
  expect((await standIns.llm.calls())[0]?.fields.messages).toContainEqual({ role: "user", content: said });
  const spoken = (await standIns.tts.calls()).map((call) => call.fields.input);
  expect(spoken.join("")).toBe(shown);
});

test.each([
  ["en", "It is easy. [they stopped listening here] Then do it.", "It is easy. Then do it."],
  ["zh-TW", "先打开信箱。〔对方听到这里就停了〕再點連結。", "先打開信箱。再點連結。"],
] as const)(
  "%s: the mark of an earlier reply is no part of the next one, however small the model",
  async (language, written, shown) => {
    await standIns.llm.configure({ answer: written });
    const events = await collect({ ...typed("Go on"), language });
    expect(
      ofType(events, "token")
        .map(({ text }) => text)
        .join(""),
    ).toBe(shown);
    expect(events.at(-1)).toMatchObject({ type: "finished", replyText: shown });
    expect((await standIns.tts.calls()).map((call) => call.fields.input).join("")).not.toMatch(/stopped|停/);
  },
);

describe("speech in which nothing was recognised", () => {
  /** Both recognisers are the stand-in: its first answer is the chosen one's. */
  const withSecond = (isReady = true) => {
    const engines = enginesFor();
    const second = (language: Language) =>
      isReady ? { model: `second-${language}`, transcribe: engines.stt.transcribe } : null;
    return { engines: { ...engines, stt: { ...engines.stt, second } } };
  };

  test("is looked at once more by another recogniser, and says which", async () => {
    await standIns.stt.configure({ answers: ["", "Ask not."] });
    const events = await collect(input(), withSecond());
    expect(ofType(events, "transcript")).toEqual([
      { type: "transcript", text: "Ask not.", isFinal: true, model: "second-en" },
    ]);
    expect(events.at(-1)?.type).toBe("finished");
    expect(await standIns.stt.calls()).toHaveLength(2);
  });

  test("is looked at only once more, and stays what it is when that hears nothing", async () => {
    await standIns.stt.configure({ answers: ["", "[noise]"] });
    const events = await collect(input(), withSecond());
    expect(ofType(events, "transcript")).toEqual([{ type: "transcript", text: "", isFinal: true }]);
    expect(events.at(-1)?.type).toBe("nothing_said");
    expect(await standIns.stt.calls()).toHaveLength(2);
    expect(await standIns.llm.calls()).toEqual([]);
  });

  test("is left alone where no other recogniser is ready", async () => {
    await standIns.stt.configure({ answers: [""] });
    expect((await collect(input(), withSecond(false))).at(-1)?.type).toBe("nothing_said");
    expect(await standIns.stt.calls()).toHaveLength(1);
  });

  test.each([
    ["Hello, and one more thing.", { text: "Hello, and one more thing.", model: "second-en" }],
    ["[noise]", { text: "Hello." }],
  ])("that goes on is looked at again before its earlier words alone are taken: %s", async (answer, heard) => {
    await standIns.stt.configure({ answers: ["", answer] });
    const said = { kind: "speech", audio: tone, otherwise: "Hello." } as const;
    const events = await collect(input({ said }), withSecond());
    expect(ofType(events, "transcript")).toEqual([{ type: "transcript", isFinal: true, ...heard }]);
    expect(await standIns.stt.calls()).toHaveLength(2);
  });

  test("is no failure of the turn when the other recogniser fails", async () => {
    await standIns.stt.configure({ answers: [""] });
    const engines = enginesFor();
    const dead = createRemoteStt({ url: "http://127.0.0.1:9/v1", model: null, apiKey: null }, silentLogger);
    const stt = { ...engines.stt, second: () => ({ model: "dead", transcribe: dead.transcribe }) };
    expect((await collect(input(), { engines: { ...engines, stt } })).at(-1)?.type).toBe("nothing_said");
    expect(allFree()).toBe(true);
    await dead.close();
  });

  test("what was heard at once needs no second look", async () => {
    await standIns.stt.configure({ answers: ["Hello."] });
    const events = await collect(input(), withSecond());
    expect(ofType(events, "transcript").at(-1)).toEqual({ type: "transcript", text: "Hello.", isFinal: true });
    expect(await standIns.stt.calls()).toHaveLength(1);
  });
});

describe("what recognisers write for noise", () => {
  const seconds = (s: number) => ({ kind: "speech", audio: new Float32Array(s * 16_000).fill(0.1) }) as const;
  const heardBy = (second: (() => ReturnType<typeof spoken>) | null) => {
    const engines = enginesFor();
    const other = second && { model: "second", transcribe: second };
    return { engines: { ...engines, stt: { ...engines.stt, second: () => other } } };
  };
  async function* spoken(text: string) {
    yield { text, isFinal: true, isJudged: true };
  }

  test.each([
    ["said aloud", "Thank you for watching.", 1.5, null, "Thank you for watching."],
    ["far shorter than its words", "Thank you for watching.", 0.3, null, ""],
    ["far longer than its words", "Thank you for watching.", 8, null, ""],
    ["heard by both recognisers", "Thank you for watching.", 8, "Thank you, for watching!", "Thank you for watching."],
    ["in which the other recogniser hears nothing", "Thank you for watching.", 1.5, "", ""],
    ["asked about", "What is Amara.org?", 8, "", "What is Amara.org?"],
  ])("%s: %s in %d s, by another recogniser %j, is %j", async (_, written, length, second, said) => {
    await standIns.stt.configure({ answers: [written] });
    const events = await collect(
      input({ said: seconds(length) }),
      heardBy(second === null ? null : () => spoken(second)),
    );
    expect(ofType(events, "transcript").at(-1)).toEqual({ type: "transcript", text: said, isFinal: true });
    expect(events.at(-1)?.type).toBe(said === "" ? "nothing_said" : "finished");
  });

  test("counts as said where the recogniser's own probabilities say so", async () => {
    const engines = enginesFor();
    const stt = { ...engines.stt, transcribe: () => spoken("Thank you for watching.") };
    const events = await collect(input({ said: seconds(8) }), { engines: { ...engines, stt } });
    expect(ofType(events, "transcript").at(-1)?.text).toBe("Thank you for watching.");
  });
});

test("a failed voice leaves the text: the reply finishes with a speech error", async () => {
  await standIns.tts.configure({ fault: { kind: "status", status: 500 } });
  const events = await collect(typed("Hello"));
  expect(ofType(events, "audio")).toEqual([]);
  expect(events.at(-1)).toMatchObject({
    type: "finished",
    replyText: "You said Hello. What else can I do?",
    speechError: { code: "tts_failed" },
  });
});

test("failures of the other stages end the turn with the stage and its code", async () => {
  await standIns.stt.configure({ faults: [{ kind: "status", status: 500 }] });
  expect((await collect(input())).at(-1)).toMatchObject({ type: "failed", stage: "stt", code: "stt_failed" });
  await standIns.llm.configure({ faults: [{ kind: "stream_error", afterChunks: 3 }] });
  const events = await collect(typed("Hello"));
  expect(events.at(-1)).toMatchObject({ type: "failed", stage: "llm", code: "llm_failed", replyText: "You said" });
  await standIns.llm.configure({ faults: [null], answers: [" "] });
  expect((await collect(typed("Hello"))).at(-1)).toMatchObject({ type: "failed", stage: "llm", code: "llm_failed" });
  await expect.poll(allFree).toBe(true);
});

test("when the language model fails in the middle, complete segments are spoken before the error", async () => {
  const whole = "Of course, I can help. ";
  await standIns.llm.configure({ answer: `${whole}It is easy`, faults: [{ kind: "stream_error", afterChunks: 10 }] });
  await standIns.tts.configure({ stepLatencyMs: 10 });
  const events = await collect(typed("Hello"));
  const failed = events.at(-1);
  expect(failed).toMatchObject({ type: "failed", stage: "llm", code: "llm_failed" });
  const sound = ofType(events, "audio");
  expect(sound.flatMap(({ clause }) => clause ?? [])).toEqual(["Of course,", " I can help."]);
  const spoken = (await standIns.tts.waitForCalls(2, "ended")).map(({ fields, outcome }) => [fields.input, outcome]);
  expect(spoken).toEqual([
    ["Of course,", "completed"],
    ["I can help.", "completed"],
  ]);
  await expect.poll(allFree).toBe(true);
});

test("where a language has no recogniser nothing is asked; without a language model the words are still recognised; without a voice only the sound is left out", async () => {
  const english: Language[] = ["en"];
  const chinese = input({ language: "zh-TW" });
  const refusal = (stage: "stt" | "llm") => ({ type: "failed", stage, code: "model_language_unsupported" });
  expect(await collect(chinese, { engines: enginesFor({ stt: english }) })).toMatchObject([refusal("stt")]);
  expect(await standIns.stt.calls()).toEqual([]);
  const unanswered = await collect(chinese, { engines: enginesFor({ llm: english }) });
  expect(ofType(unanswered, "transcript").at(-1)).toMatchObject({ text: expect.stringMatching(/./), isFinal: true });
  expect(unanswered.at(-1)).toMatchObject(refusal("llm"));
  expect(await standIns.llm.calls()).toEqual([]);
  const events = await collect(chinese, { engines: enginesFor({ tts: english }) });
  expect(events.at(-1)).toMatchObject({ type: "finished", speechError: { code: "model_language_unsupported" } });
});

test.each(["stt", "llm", "tts"] as const)(
  "an abort while %s works throws the reason, ends its call and frees it",
  async (role) => {
    await standIns[role].configure({ faults: [{ kind: "hang" }] });
    const controller = new AbortController();
    const reason = new Error("spoke again");
    const read = async () => {
      for await (const _ of runTurn(input(), dependencies, controller.signal));
    };
    const outcome = expect(read()).rejects.toBe(reason);
    await standIns[role].waitForCalls(1);
    controller.abort(reason);
    await outcome;
    expect((await standIns[role].waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
    await expect.poll(allFree).toBe(true);
    expect((await collect(input())).at(-1)).toMatchObject({ type: "finished", speechError: null });
  },
);

test.each([
  ["stt", "transcript"],
  ["llm", "reply"],
  ["tts", "segment"],
] as const)(
  "a turn in the background whose %s is needed ends with the pre-emption, which is no failure, and may be run again",
  async (role, call) => {
    await standIns[role].configure({ faults: [{ kind: "hang" }] });
    const warnings: unknown[] = [];
    const logger = createLogger("warn", { write: (line) => void warnings.push(line) });
    const turn = input({ urgency: "background" });
    const outcome = expect(collect(turn, { logger })).rejects.toBeInstanceOf(LeasePreempted);
    await standIns[role].waitForCalls(1);
    const needed = await leases.acquire({ call, urgency: "live", signal: new AbortController().signal });
    await outcome;
    needed.release();
    await expect.poll(allFree).toBe(true);
    expect(warnings).toEqual([]);
    expect((await collect(turn)).at(-1)).toMatchObject({ type: "finished", speechError: null });
  },
);

test("each call of a background turn waits until nobody talks", async () => {
  const endActivity = leases.beginActivity();
  const turn = collect(input({ urgency: "background" }));
  expect((await collect(input())).at(-1)).toMatchObject({ type: "finished" });
  expect(leases.counts().stt).toMatchObject({ busy: 0, waiting: 1 });
  endActivity();
  expect((await turn).at(-1)).toMatchObject({ type: "finished", speechError: null });
});

test("a reader that leaves ends the calls as an abort does", async () => {
  await standIns.llm.configure({ faults: [{ kind: "hang", afterChunks: 3 }] });
  for await (const event of runTurn(typed("Hello"), dependencies, new AbortController().signal)) {
    if (event.type === "token") break;
  }
  expect((await standIns.llm.waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
  await expect.poll(allFree).toBe(true);
});

test("a turn aborted before it begins does nothing", async () => {
  const events = runTurn(input(), dependencies, AbortSignal.abort("gone"))[Symbol.asyncIterator]();
  await expect(events.next()).rejects.toBe("gone");
  expect(await standIns.stt.calls()).toEqual([]);
});

test("a reader that stops reading holds the synthesis back", async () => {
  const sentence = "This is one more sentence of some length to be spoken aloud.";
  await standIns.llm.configure({ answer: Array.from({ length: 8 }, () => sentence).join(" ") });
  const events = runTurn(typed("Hello"), dependencies, new AbortController().signal)[Symbol.asyncIterator]();
  await events.next();
  const secondsPerSegment = (sentence.length * 60) / 1_000;
  const mostCalls = Math.ceil(maxUnreadSpeechSeconds / secondsPerSegment) + 2;
  await standIns.llm.waitForCalls(1, "ended");
  await expect.poll(async () => (await standIns.tts.calls()).length).toBeGreaterThanOrEqual(3);
  await expect.poll(allFree).toBe(true);
  expect((await standIns.tts.calls()).length).toBeLessThanOrEqual(mostCalls);
  let last: TurnEvent | undefined;
  for (let next = await events.next(); !next.done; next = await events.next()) last = next.value;
  expect(last).toMatchObject({ type: "finished", speechError: null });
  expect((await standIns.tts.calls()).length).toBeGreaterThan(mostCalls);
});

test("each stage's log line says which turn, how long and in which mode", async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(JSON.parse(line)) });
  const inFast = { plan: () => ({ tts: dependencies.engines.tts, leases, kind: "chosen", mode: "fast" }) as const };
  const voice = { ...inFast, spoke: () => undefined, failed: () => null, replyEnded: () => undefined };
  await collect(input({ mode: "hq" }), { logger, voice });
  const stage = (event: string, mode: string) =>
    expect.objectContaining({ level: "INFO", event, trace_id: "t1", mode, duration_ms: expect.any(Number) });
  // The voice was degraded: its line has the mode that was really used.
  expect(lines[0]).toEqual(stage("stt_complete", "hq"));
  expect(lines.filter(({ event }) => event === "llm_complete")).toEqual([stage("llm_complete", "hq")]);
  const spoken = lines.filter(({ event }) => event === "tts_synthesis_complete");
  expect(spoken.length).toBeGreaterThan(0);
  for (const line of spoken) expect(line).toEqual(stage("tts_synthesis_complete", "fast"));
});

test("a silenced turn ends its speech at once and writes its text to the end", async () => {
  await standIns.llm.configure({ answer: "One sentence. Another sentence. And a third one.", stepLatencyMs: 20 });
  await standIns.tts.configure({ stepLatencyMs: 50, audioMsPerCharacter: 200 });
  const silence = new AbortController();
  const events: TurnEvent[] = [];
  const turn = { ...typed("Tell me"), silenced: silence.signal };
  for await (const event of runTurn(turn, dependencies, new AbortController().signal)) {
    events.push(event);
    if (event.type === "audio") silence.abort();
  }
  expect(events.at(-1)).toMatchObject({
    ...{ type: "finished", replyText: "One sentence. Another sentence. And a third one." },
    ...{ finishReason: "stop", speechError: null },
  });
  expect(ofType(events, "audio").flatMap(({ clause }) => clause ?? [])).toEqual(["One sentence."]);
  expect((await standIns.tts.waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
  await expect.poll(allFree).toBe(true);
});

test.each([
  [{ spokenTokens: 16, typedTokens: 64 }, "text", 64, "length"],
  [{ spokenTokens: 16, typedTokens: 64 }, "speech", 16, "length"],
  [{ spokenTokens: 400, typedTokens: 400 }, "text", 400, "stop"],
] as const)(
  "limits of %j: a reply to %s has at most %i tokens, and ends with %s",
  async (limits, kind, most, reason) => {
    await standIns.llm.configure({ answer: "word ".repeat(100) });
    const turn = kind === "text" ? typed("Tell me") : input();
    const events = await collect(turn, { replyLimits: async () => limits });
    expect(events.at(-1)).toMatchObject({ type: "finished", finishReason: reason });
    expect(JSON.stringify((await standIns.llm.calls()).at(-1)?.fields)).toContain(`tokens":${most}`);
  },
);

test("each model call says what it was like", async () => {
  await standIns.llm.configure({ answer: "Of course, I can help." });
  const events = await collect(input({ sampling: { temperature: 0.5, seed: 3 } }));
  const calls = ofType(events, "call").map(({ call }) => call);
  const whole = { retries: 0, outcome: "completed", error_code: null, first_ms: expect.any(Number) };
  const ofKind = (kind: string) => calls.filter(({ call }) => call === kind);
  expect(ofKind("transcript")).toMatchObject([
    { ...whole, model: "stand-in-stt", audio_ms: 1_000, characters: 36, temperature: null },
  ]);
  expect(ofKind("reply")).toMatchObject([
    { ...whole, model: "stand-in-llm", completion_tokens: 7, characters: 22, temperature: 0.5, seed: 3 },
  ]);
  expect(ofKind("segment")).toMatchObject([
    { ...whole, model: "stand-in-tts", mode: "fast", characters: 10 },
    { ...whole, model: "stand-in-tts", mode: "fast", characters: 11 },
  ]);
  for (const { began_ms, waited_ms, first_ms, total_ms } of calls) {
    expect(Math.min(began_ms, waited_ms)).toBeGreaterThanOrEqual(0);
    expect(total_ms).toBeGreaterThanOrEqual(first_ms ?? 0);
  }
  const spokenMs = calls.reduce((sum, { call, audio_ms }) => sum + (call === "segment" ? (audio_ms ?? 0) : 0), 0);
  const samples = ofType(events, "audio").reduce((sum, { pcm }) => sum + pcm.length, 0);
  expect(Math.abs(spokenMs - samples / 24)).toBeLessThanOrEqual(1);
});

test("a call that fails says so, and one that the end of the turn stops is told at once", async () => {
  await standIns.llm.configure({ fault: { kind: "status", status: 500 } });
  const [failed] = ofType(await collect(typed("Hi")), "call");
  expect(failed?.call).toMatchObject({ call: "reply", outcome: "failed", error_code: "llm_failed", first_ms: null });
  await standIns.llm.configure({ fault: null, answer: "One. Two. Three.", stepLatencyMs: 50 });
  const ending = new AbortController();
  const stopped: string[] = [];
  const onCallStopped = ({ call, outcome }: { call: string; outcome: string }) => stopped.push(`${call} ${outcome}`);
  const read = async () => {
    for await (const event of runTurn({ ...typed("Hi"), onCallStopped }, dependencies, ending.signal)) {
      if (event.type !== "token") continue;
      ending.abort();
      expect(stopped).toContain("reply stopped");
    }
  };
  await expect(read()).rejects.toThrow();
});

test("another system message and way of sampling reach the model", async () => {
  await collect({ ...typed("Hi"), systemPrompt: "Answer in rhymes.", sampling: { temperature: 0, seed: 42 } });
  const [call] = await standIns.llm.calls();
  const messages = [{ role: "system", content: "Answer in rhymes." }, { role: "user" }];
  expect(call?.fields).toMatchObject({ temperature: 0, seed: 42, messages });
});

test("the lexicon turns what was heard into what was meant, after the script, and keeps what was heard", async () => {
  await standIns.stt.configure({ answer: "请找王小名" });
  const entry = {
    kind: "heard",
    language: "zh-TW",
    written: "王小名",
    becomes: "王曉明",
    pronunciation: null,
  } as const;
  const lexicon = { version: 3, entries: [entry] };
  const events = await collect(input({ language: "zh-TW", lexicon: Promise.resolve(lexicon) }));
  const replacement = { from: 2, to: 5, original: "王小名", becomes: "王曉明" };
  expect(ofType(events, "transcript").at(-1)).toEqual({
    type: "transcript",
    text: "請找王曉明",
    isFinal: true,
    heard: { text: "請找王小名", replacements: [replacement] },
  });
  expect((await standIns.llm.calls())[0]?.fields.messages).toContainEqual({ role: "user", content: "請找王曉明" });
});

test("a transcript that still grows has been through the lexicon too", async () => {
  const entry = { kind: "heard", language: "en", written: "fronds", becomes: "France", pronunciation: null } as const;
  const { engines } = dependencies;
  const stt: SpeechToText = {
    ...engines.stt,
    async *transcribe() {
      yield { text: "Fronds", isFinal: false };
      yield { text: "Fronds is nice.", isFinal: true };
    },
  };
  const lexicon = Promise.resolve({ version: 1, entries: [entry] });
  const events = await collect(input({ lexicon }), { engines: { ...engines, stt } });
  expect(ofType(events, "transcript").map(({ text }) => text)).toEqual(["France", "France is nice."]);
});

test("the lexicon says what is written in another way; the reply stays as it is written, with its places marked", async () => {
  await standIns.llm.configure({ answer: "**SQL** runs on 3M, not on SQLite." });
  const said = (written: string, becomes: string) =>
    ({ kind: "said", language: "en", written, becomes, pronunciation: null }) as const;
  const lexicon = { version: 1, entries: [said("SQL", "sequel"), said("3M", "three em")] };
  const events = await collect({ ...typed("Hi"), lexicon });
  const asked = (await standIns.tts.calls()).map(({ fields }) => fields.input).join(" ");
  expect(asked).toContain("sequel runs on three em");
  expect(asked).toContain("not on SQLite");
  const [finished] = ofType(events, "finished");
  const replyText = finished?.replyText ?? "";
  expect(replyText).toBe("**SQL** runs on 3M, not on SQLite.");
  const replacements = ofType(events, "said_differently").flatMap((event) => event.replacements);
  expect(replacements).toMatchObject([
    { original: "SQL", becomes: "sequel" },
    { original: "3M", becomes: "three em" },
  ]);
  expect(replacements.map(({ from, to }) => replyText.slice(from, to))).toEqual(["SQL**", "3M"]);
  const first = events.findIndex(({ type }) => type === "said_differently");
  expect(first).toBeLessThan(events.findIndex(({ type }) => type === "audio"));
});

test("a polyphone is read as the lexicon says", async () => {
  await standIns.llm.configure({ answer: "重慶很遠。" });
  const entry = { kind: "said", language: "zh-TW", written: "重慶", becomes: "重慶" } as const;
  const lexicon = { version: 1, entries: [{ ...entry, pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" }] };
  const events = await collect({ ...typed("去哪裡？"), language: "zh-TW", lexicon });
  const [call] = await standIns.tts.calls();
  expect(call?.fields.input).not.toContain("重");
  expect(ofType(events, "said_differently")).toEqual([
    {
      type: "said_differently",
      replacements: [{ from: 0, to: 2, original: "重慶", becomes: "重慶", pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" }],
    },
  ]);
});
