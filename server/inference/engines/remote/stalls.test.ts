import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { AppError } from "../../../../lib/errors";
import { silentLogger } from "../../../platform/observability/logger";
import type { Engine, GenerateEvent, GenerateRequest } from "../../contract";
import { collect, live, textOf, tone } from "../testing/calls";
import { type Fault, type StandIns, startStandIns } from "../testing/start-stand-ins";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from ".";
import type { TimeLimits } from "./time-limits";

/**
 * Servers that stop, send very slowly or send too much: the limit of the stage ends the call, and the next one works.
 */

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());

const roles = ["stt", "llm", "tts"] as const;
type Role = (typeof roles)[number];
beforeEach(async () => {
  for (const role of roles) {
    await standIns[role].configure({ answers: [], answer: null, faults: [], fault: null, stepLatencyMs: 0 });
    await standIns[role].forgetCalls();
  }
});
let open: Engine[] = [];
afterEach(async () => {
  for (const engine of open) await engine.close();
  open = [];
});

/** An engine of the role with these limits; `call` makes an ordinary call. */
function engineOf(role: Role, timeLimitsMs: Partial<TimeLimits> = {}) {
  const probeDelays = { wellMs: 60_000, retry: { firstMs: 10, maxMs: 20 } };
  const options = { url: standIns[role].url, model: null, apiKey: null, probeDelays, timeLimitsMs };
  const keep = <E extends Engine>(engine: E): E => {
    open.push(engine);
    return engine;
  };
  const language = "en";
  switch (role) {
    case "stt": {
      const engine = keep(createRemoteStt(options, silentLogger));
      return { engine, call: () => collect(engine.transcribe({ audio: tone, language }, live())) };
    }
    case "llm": {
      const engine = keep(createRemoteLlm(options, silentLogger));
      const request: GenerateRequest = { messages: [{ role: "user", content: "Hi" }], language, maxTokens: 50 };
      return { engine, call: () => collect(engine.generate(request, live())) };
    }
    case "tts": {
      const engine = keep(createRemoteTts(options, silentLogger));
      const voice = { kind: "builtin", name: "alloy" } as const;
      const request = { text: "Good morning.", language, mode: "fast", voice } as const;
      return { engine, call: () => collect(engine.synthesize(request, live())) };
    }
  }
}

const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => {
      throw new Error("The call did not fail.");
    },
    (error: AppError) => error,
  );

/** The limit that must end the call, and what its message names. */
const firstLimits: [Role, Partial<TimeLimits>, RegExp][] = [
  ["stt", { transcript: 60 }, /^The transcript did not come within 0\.06 s/],
  ["llm", { firstToken: 60 }, /^The first token did not come within 0\.06 s/],
  ["tts", { firstAudio: 60 }, /^The first audio did not come within 0\.06 s/],
];

test.each(firstLimits)(
  "%s: the call to a server that hangs (SIGSTOP) ends at its limit; resumed, the server serves again",
  async (role, limits, says) => {
    const { engine, call } = engineOf(role, limits);
    await engine.start();
    standIns[role].pause();
    try {
      const error = await failure(call());
      expect(error).toMatchObject({ code: "model_timeout", message: expect.stringMatching(says) });
    } finally {
      standIns[role].resume();
    }
    expect((await engineOf(role).call()).length).toBeGreaterThan(0);
  },
);

test.each(firstLimits)(
  "%s: a call without any answer ends at its limit, and its connection is closed",
  async (role, limits) => {
    await standIns[role].configure({ faults: [{ kind: "hang" }] });
    const { call } = engineOf(role, limits);
    expect(await failure(call())).toMatchObject({ code: "model_timeout" });
    expect((await standIns[role].waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
    expect((await engineOf(role).call()).length).toBeGreaterThan(0);
  },
);

test.each([
  ["llm", { nextToken: 60 }, /^The next token/],
  ["tts", { nextAudio: 60 }, /^The next audio/],
] as const)("%s: an answer that stops in the middle ends the call at the gap's limit", async (role, limits, says) => {
  await standIns[role].configure({ faults: [{ kind: "hang", afterChunks: 4 }] });
  const { call } = engineOf(role, limits);
  expect(await failure(call())).toMatchObject({ code: "model_timeout", message: expect.stringMatching(says) });
  expect((await standIns[role].waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
  expect((await engineOf(role).call()).length).toBeGreaterThan(0);
});

test.each([
  ["stt", { transcript: 100 }],
  ["llm", { firstToken: 60_000, nextToken: 60_000, wholeReply: 100 }],
  ["tts", { firstAudio: 60_000, nextAudio: 60_000, wholeSegment: 100 }],
] as const)("%s: an answer that comes byte by byte ends at the limit for the whole stage", async (role, limits) => {
  await standIns[role].configure({ faults: [{ kind: "trickle", byteMs: 20 }] });
  const { call } = engineOf(role, limits);
  expect(await failure(call())).toMatchObject({ code: "model_timeout" });
  expect((await standIns[role].waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
  expect((await engineOf(role).call()).length).toBeGreaterThan(0);
});

test("a reply whose stream stays open after its end is complete, without waiting for more", async () => {
  // The stream has the role, "Hello", "." and finish_reason; then it stays open, without [DONE].
  await standIns.llm.configure({ answer: "Hello.", faults: [{ kind: "hang", afterChunks: 4 }] });
  const { call } = engineOf("llm", { streamEnd: 10, nextToken: 60_000 });
  const events = await call();
  expect(textOf(events as GenerateEvent[])).toBe("Hello.");
  expect(events.at(-1)).toEqual({ type: "done", finishReason: "stop" });
  expect((await standIns.llm.waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
});

test("a reply without [DONE] is complete; one without finish_reason has broken off", async () => {
  await standIns.llm.configure({
    answer: "Hello.",
    faults: [
      { kind: "end", afterChunks: 4 },
      { kind: "end", afterChunks: 3 },
    ],
  });
  const { call } = engineOf("llm");
  expect(textOf((await call()) as GenerateEvent[])).toBe("Hello.");
  expect(await failure(call())).toMatchObject({
    code: "llm_failed",
    message: expect.stringContaining("broke off before its end"),
  });
});

test("a million blank lines before a reply change nothing; an endless number of them ends the call without filling the memory", async () => {
  await standIns.llm.configure({
    answer: "Hello.",
    faults: [
      { kind: "blank_lines", lines: 1_000_000 },
      { kind: "blank_lines", lines: 1_000_000_000 },
    ],
  });
  const { call } = engineOf("llm");
  expect(textOf((await call()) as GenerateEvent[])).toBe("Hello.");
  expect(await failure(call())).toMatchObject({ code: "llm_failed", message: expect.stringContaining("far longer") });
  expect((await standIns.llm.waitForCalls(2, "ended"))[1]?.outcome).toBe("aborted");
  expect(textOf((await call()) as GenerateEvent[])).toBe("Hello.");
});

test("a transcript of 50 MB is refused long before its end, one of several thousand characters too; an empty one is silence", async () => {
  const flood = (characters: number): Fault => ({ kind: "flood", characters });
  await standIns.stt.configure({ faults: [flood(50_000_000), flood(5_000)] });
  const { call } = engineOf("stt");
  expect(await failure(call())).toMatchObject({ code: "stt_failed", message: expect.stringContaining("larger than") });
  expect((await standIns.stt.waitForCalls(1, "ended"))[0]?.outcome).toBe("aborted");
  expect(await failure(call())).toMatchObject({ code: "stt_failed", message: expect.stringContaining("far longer") });
  await standIns.stt.configure({ answer: "" });
  expect(await call()).toEqual([{ text: "", isFinal: true }]);
});

test.each(roles)(
  "%s: when the server is killed during its answer, the call fails; started again, it serves",
  async (role) => {
    await standIns[role].configure({ faults: [{ kind: "hang", afterChunks: role === "stt" ? 0 : 4 }] });
    const { engine, call } = engineOf(role);
    await engine.start();
    const failed = failure(call());
    await standIns[role].waitForCalls(1);
    await standIns[role].kill();
    expect((await failed).code).toBe(`${role}_failed`);
    expect(await failure(call())).toMatchObject({ code: "model_unavailable" });
    await standIns[role].restart();
    expect((await engineOf(role).call()).length).toBeGreaterThan(0);
  },
);
