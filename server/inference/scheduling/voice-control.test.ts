import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppError, type ErrorCode } from "../../../lib/errors";
import type { ModelStatus } from "../../../lib/models";
import { modelStatus } from "../../../lib/testing/model-status";
import type { Timings } from "../../../lib/timings";
import { silentLogger } from "../../platform/observability/logger";
import type { TextToSpeech } from "../contract";
import { createLeaseBroker } from "./lease-broker";
import { createVoiceControl, type VoiceControl, type VoiceControlOptions } from "./voice-control";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  control.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

let control: VoiceControl;
const now = () => performance.now();
const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });

/** A voice of which only the state matters here. */
function voice(state: ModelStatus["state"] = "ready") {
  const listeners = new Set<(status: ModelStatus) => void>();
  let status = modelStatus({ role: "tts", state });
  const tts: TextToSpeech = {
    role: "tts",
    start: async () => {},
    close: async () => {},
    models: () => [status],
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    supports: () => true,
    voices: () => [],
    canClone: () => false,
    // biome-ignore lint/correctness/useYield: nothing speaks here
    async *synthesize() {
      throw new AppError("tts_failed");
    },
  };
  return {
    tts,
    become(next: ModelStatus["state"]) {
      status = { ...status, state: next };
      for (const listener of listeners) listener(status);
    },
  };
}

function start(over: Partial<VoiceControlOptions> = {}) {
  const chosen = voice();
  const cpu = voice();
  const changes: string[] = [];
  control = createVoiceControl({
    chosen: chosen.tts,
    leases,
    fallback: { tts: cpu.tts, leases },
    targetFirstAudioMs: 1_500,
    vramAlertFraction: 0.9,
    fewerSteps: 10,
    logger: silentLogger,
    now,
    ...over,
  });
  control.onLevel(({ level, reason }) => changes.push(`${level} ${reason}`));
  return { chosen, cpu, changes };
}

const timings = (firstAudioMs: number): Timings => ({
  endpoint_ms: 700,
  stt_ms: 0,
  ttft_ms: 0,
  tts_first_ms: firstAudioMs - 700,
  first_audio_ms: firstAudioMs,
  e2e_ms: null,
});
const speakTurns = (count: number, firstAudioMs: number, gapsMs = 0) => {
  for (let i = 0; i < count; i++) control.replyEnded({ timings: timings(firstAudioMs), asked: "hq", gapsMs });
};
const pass = (ms: number) => vi.advanceTimersByTime(ms);
const planned = (asked: "fast" | "hq" = "hq") => {
  const plan = control.plan(asked);
  return plan && [plan.kind, plan.mode, plan.steps];
};

test("slow turns take the voice down step by step, each judged by its own turns; quiet minutes bring it back", () => {
  const { changes } = start();
  expect(planned()).toEqual(["chosen", "hq", undefined]);
  speakTurns(9, 3_000);
  expect(changes).toEqual([]);
  speakTurns(1, 3_000);
  expect(planned()).toEqual(["chosen", "fast", undefined]);
  speakTurns(10, 3_000);
  expect(planned()).toEqual(["chosen", "fast", 10]);
  speakTurns(10, 3_000);
  expect(planned()).toEqual(["fallback", "fast", undefined]);
  speakTurns(50, 3_000);
  expect(changes).toEqual(["fast latency", "fewer_steps latency", "cpu_voice latency"]);
  pass(60_000);
  expect(changes.at(-1)).toBe("fewer_steps latency");
  pass(200_000);
  expect(changes.slice(-2)).toEqual(["fast latency", "full null"]);
});

test("a full card and an out-of-memory error take it down too; a card that can't be read changes nothing", () => {
  const { changes } = start();
  control.vramUsed(null);
  speakTurns(1, 900);
  pass(60_000);
  expect(changes).toEqual([]);
  control.vramUsed(0.95);
  expect(changes).toEqual(["fast vram"]);
  control.vramUsed(null);
  control.ranOutOfMemory();
  expect(changes.at(-1)).toBe("fewer_steps vram");
  pass(5_000);
  expect(changes).toHaveLength(2);
});

test("a voice that fails is replaced at once, and comes back when it has been ready for ten seconds", () => {
  const { chosen, changes } = start();
  chosen.become("failed");
  expect(planned()).toEqual(["fallback", "fast", undefined]);
  chosen.become("loading");
  chosen.become("ready");
  pass(9_000);
  chosen.become("loading");
  chosen.become("ready");
  pass(9_000);
  expect(planned()).toEqual(["fallback", "fast", undefined]);
  pass(2_000);
  expect(planned()).toEqual(["chosen", "hq", undefined]);
  expect(changes).toEqual(["cpu_voice model_failed", "full null"]);
});

test.each<ErrorCode>(["voice_refused", "cloning_unavailable"])(
  "%s is one voice's failure: its segment is spoken by the fallback, and nobody else loses theirs",
  (code) => {
    const { changes } = start();
    for (let segment = 0; segment < 5; segment++) {
      const plan = control.plan("hq");
      if (!plan) throw new Error("A voice speaks.");
      expect(control.failed(plan, new AppError(code))?.kind).toBe("fallback");
    }
    expect(planned()).toEqual(["chosen", "hq", undefined]);
    expect(changes).toEqual([]);
  },
);

test("the fallback voice is started when such a segment needs it", () => {
  let wanted = 0;
  const cpu = voice("waiting");
  start({ fallback: { tts: cpu.tts, leases, onWanted: () => wanted++ } });
  const plan = control.plan("hq");
  if (!plan) throw new Error("A voice speaks.");
  expect(control.failed(plan, new AppError("voice_refused"))).toBeNull();
  cpu.become("ready");
  expect(control.failed(plan, new AppError("voice_refused"))?.kind).toBe("fallback");
  expect(wanted).toBe(1);
});

test("without any voice the reply is text, until the first voice is back", () => {
  const { chosen, cpu, changes } = start();
  cpu.become("failed");
  chosen.become("failed");
  expect(planned()).toBeNull();
  cpu.become("ready");
  cpu.become("failed");
  chosen.become("ready");
  expect(planned()).toEqual(["chosen", "hq", undefined]);
  expect(changes).toEqual(["text_only model_failed", "cpu_voice model_failed", "text_only model_failed", "full null"]);
});

test("a voice that still loads for the first time is waited for", () => {
  const chosen = voice("loading");
  const { changes } = start({ chosen: chosen.tts });
  expect(planned()).toEqual(["chosen", "hq", undefined]);
  chosen.become("ready");
  chosen.become("loading");
  expect(changes).toEqual(["cpu_voice model_failed"]);
});

test("a segment that failed is spoken by the fallback; the second failure in a row, or a time-out, keeps the voice out for a while", () => {
  const { changes } = start();
  const plan = () => control.plan("hq") as NonNullable<ReturnType<VoiceControl["plan"]>>;
  expect(control.failed(plan(), new AppError("tts_failed"))?.kind).toBe("fallback");
  control.spoke(plan());
  expect(control.failed(plan(), new AppError("tts_failed"))?.kind).toBe("fallback");
  expect(changes).toEqual([]);
  expect(control.failed(plan(), new AppError("tts_failed"))?.kind).toBe("fallback");
  expect(plan().kind).toBe("fallback");
  pass(41_000);
  expect(plan().kind).toBe("chosen");
  control.failed(plan(), new AppError("model_timeout"));
  expect(plan().kind).toBe("fallback");
  expect(control.failed(plan(), new AppError("model_timeout"))).toBeNull();
  expect(planned()).toBeNull();
});

test("an embedded voice keeps hq, however slow, until it can't keep up with its listeners", () => {
  const { changes } = start({ fallback: null, fewerSteps: null, targetFirstAudioMs: null });
  speakTurns(100, 20_000);
  speakTurns(19, 20_000, 2_000);
  expect(changes).toEqual([]);
  speakTurns(1, 20_000, 2_000);
  expect(changes).toEqual(["fast latency"]);
  speakTurns(100, 20_000, 2_000);
  expect(changes).toEqual(["fast latency"]);
});

test("a longer pause that a person chose does not make the voice slow", () => {
  const { changes } = start();
  const patient = { ...timings(900), endpoint_ms: 3_000, tts_first_ms: 700, first_audio_ms: 3_700 };
  for (let i = 0; i < 20; i++) control.replyEnded({ timings: patient, asked: "hq", gapsMs: 0 });
  expect(changes).toEqual([]);
});

test("an embedded voice is tried for each segment, whether or not earlier ones failed", () => {
  const { changes } = start({ fallback: null, fewerSteps: null });
  for (let i = 0; i < 5; i++) {
    const plan = control.plan("fast");
    expect(plan?.kind).toBe("chosen");
    if (plan) expect(control.failed(plan, new AppError("tts_failed"))).toBeNull();
  }
  expect(changes).toEqual([]);
});

test("segments before a voice is ready do not count against it, nor do failures before a restart", () => {
  const chosen = voice("loading");
  const cpu = voice("loading");
  const { changes } = start({ chosen: chosen.tts, fallback: { tts: cpu.tts, leases } });
  const fail = (code: ErrorCode) => {
    const plan = control.plan("fast");
    if (plan) control.failed(plan, new AppError(code));
  };
  for (let i = 0; i < 3; i++) fail("model_loading");
  chosen.become("ready");
  expect(changes).toEqual([]);
  fail("model_timeout");
  expect(changes).toEqual(["text_only model_failed"]);
  chosen.become("loading");
  chosen.become("ready");
  expect(changes.at(-1)).toBe("full null");
});

test("a voice that is ready and yet refuses its calls is left alone like one that fails", () => {
  const { changes } = start();
  const refuse = () => {
    const plan = control.plan("fast");
    if (plan)
      control.failed(plan, new AppError("model_unavailable", "The model server refuses the API key (HTTP 401)."));
  };
  refuse();
  refuse();
  expect(changes).toEqual(["cpu_voice model_failed"]);
});
