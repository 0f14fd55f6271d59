import { describe, expect, test } from "vitest";
import {
  isWorse,
  type Ladder,
  type LadderLimits,
  type LadderSignals,
  levelOf,
  nextLadder,
  topOfLadder,
} from "./degradation-ladder";

const limits: LadderLimits = { targetFirstAudioMs: 1_500, vramAlertFraction: 0.9, fewerSteps: true, fallback: true };
const quiet: LadderSignals = {
  nowMs: 0,
  firstAudioP95Ms: null,
  ttsFirstP95Ms: null,
  underrunShare: null,
  hqAsked: true,
  vramFraction: null,
  outOfMemory: false,
};
const slow = { firstAudioP95Ms: 1_501, ttsFirstP95Ms: 900 };

/** Evaluates once a second for `forMs`; returns the levels on the way and the ladder at the end. */
function watch(
  from: Ladder,
  signals: Partial<LadderSignals>,
  forMs: number,
  over: Partial<LadderLimits> = {},
  startMs = 0,
) {
  const levels: string[] = [];
  let ladder = from;
  for (let nowMs = startMs; nowMs <= startMs + forMs; nowMs += 1_000) {
    const next = nextLadder(ladder, { ...quiet, ...signals, nowMs }, { ...limits, ...over });
    if (next.level !== ladder.level) levels.push(next.level);
    ladder = next;
  }
  return { ladder, levels };
}
const at = (level: Ladder["level"], over: Partial<Ladder> = {}): Ladder => ({
  ...topOfLadder,
  level,
  reason: "latency",
  sinceMs: 0,
  ...over,
});

describe("down", () => {
  test("a slow voice loses one step an evaluation, to the CPU and no further", () => {
    const { ladder, levels } = watch(topOfLadder, slow, 10_000);
    expect(levels).toEqual(["fast", "fewer_steps", "cpu_voice"]);
    expect(ladder.reason).toBe("latency");
  });

  test.each([
    ["nobody asked for hq", { hqAsked: false }, {}, ["fewer_steps", "cpu_voice"]],
    ["there are no steps to save", {}, { fewerSteps: false }, ["fast", "cpu_voice"]],
    ["the fallback voice is not ready", {}, { fallback: false }, ["fast", "fewer_steps"]],
    ["there is nothing but fast", {}, { fallback: false, fewerSteps: false }, ["fast"]],
    [
      "there is nothing but fast, and nobody asked for hq",
      { hqAsked: false },
      { fallback: false, fewerSteps: false },
      [],
    ],
  ])("a level that changes nothing is skipped: %s", (_, signals, over, expected) => {
    expect(watch(topOfLadder, { ...slow, ...signals }, 60_000, over).levels).toEqual(expected);
  });

  test.each([
    ["at the target", { firstAudioP95Ms: 1_500, ttsFirstP95Ms: 1_400 }],
    ["of too few turns", { firstAudioP95Ms: null, ttsFirstP95Ms: null }],
    ["for which the voice is not to blame", { firstAudioP95Ms: 9_000, ttsFirstP95Ms: 499 }],
  ])("a first sound %s changes nothing", (_, signals) => {
    expect(watch(topOfLadder, signals, 60_000).levels).toEqual([]);
  });

  test("where the first sound has no target, a step is taken when one reply in five has an underrun", () => {
    const embedded = { targetFirstAudioMs: null, fallback: false, fewerSteps: false };
    expect(watch(topOfLadder, { ...slow, underrunShare: 0.19 }, 60_000, embedded).levels).toEqual([]);
    expect(watch(topOfLadder, { ...slow, underrunShare: 0.2 }, 60_000, embedded).levels).toEqual(["fast"]);
    expect(watch(at("fast"), { ...slow, underrunShare: 0.2 }, 600_000, embedded).levels).toEqual([]);
    expect(watch(at("fast"), { ...slow, underrunShare: 0 }, 60_000, embedded).levels).toEqual(["full"]);
  });

  test("a full card takes a step at once and another every ten seconds", () => {
    expect(watch(topOfLadder, { vramFraction: 0.9 }, 9_000)).toMatchObject({
      levels: ["fast"],
      ladder: { reason: "vram" },
    });
    expect(watch(topOfLadder, { vramFraction: 0.95 }, 20_000).levels).toEqual(["fast", "fewer_steps", "cpu_voice"]);
    expect(watch(topOfLadder, { vramFraction: 0.899 }, 20_000).levels).toEqual([]);
  });

  test("an out-of-memory error takes a step at once", () => {
    expect(nextLadder(at("fast"), { ...quiet, outOfMemory: true }, limits)).toMatchObject({
      level: "fewer_steps",
      reason: "vram",
    });
  });
});

describe("up", () => {
  test("after each calm minute one step", () => {
    const { levels } = watch(at("cpu_voice"), {}, 59_000);
    expect(levels).toEqual([]);
    expect(watch(at("cpu_voice"), {}, 200_000).levels).toEqual(["fewer_steps", "fast", "full"]);
  });

  test.each([
    ["the first sound is fast, but with no room", { firstAudioP95Ms: 1_300, ttsFirstP95Ms: 700 }],
    ["the card is below the line, but with no room", { vramFraction: 0.87 }],
  ])("not while %s", (_, signals) => {
    expect(watch(at("fast"), signals, 600_000).levels).toEqual([]);
  });

  test("the calm minute begins again when it was interrupted", () => {
    const calm = watch(at("fast"), {}, 50_000).ladder;
    const disturbed = watch(calm, { vramFraction: 0.88 }, 0, {}, 51_000).ladder;
    expect(watch(disturbed, {}, 59_000, {}, 52_000).levels).toEqual([]);
    expect(watch(disturbed, {}, 60_000, {}, 52_000).levels).toEqual(["full"]);
  });

  test("from the CPU it tries the card again, whatever the CPU's own speed", () => {
    expect(watch(at("cpu_voice"), { firstAudioP95Ms: 4_000, ttsFirstP95Ms: 0 }, 60_000).levels).toEqual([
      "fewer_steps",
    ]);
  });

  test("a step up that does not last doubles the wait, up to a quarter of an hour; one that lasts resets it", () => {
    let ladder = at("fast");
    let nowMs = 0;
    const evaluate = (signals: Partial<LadderSignals>) => {
      nowMs += 1_000;
      ladder = watch(ladder, signals, 0, { fallback: false, fewerSteps: false }, nowMs).ladder;
    };
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      const downAtMs = nowMs;
      while (ladder.level !== "full") evaluate({});
      waits.push(Math.round((nowMs - downAtMs) / 60_000));
      evaluate(slow);
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
    const lasting = at("full", { reason: null, upAfterMs: 900_000, wentUpAtMs: 0 });
    expect(watch(lasting, slow, 0, {}, 1_800_000).ladder.upAfterMs).toBe(60_000);
  });
});

test("a step up that proves wrong only after minutes, because turns are few, doubles the wait too", () => {
  const up = at("full", { reason: null, wentUpAtMs: 0 });
  expect(watch(up, slow, 0, {}, 400_000).ladder.upAfterMs).toBe(120_000);
  expect(watch(up, slow, 0, {}, 600_000).ladder.upAfterMs).toBe(60_000);
});

test("several steps down after one up count as one", () => {
  const relapsed = watch(at("fast", { wentUpAtMs: -1_000, upAfterMs: 120_000 }), slow, 5_000).ladder;
  expect(relapsed).toMatchObject({ level: "cpu_voice", upAfterMs: 240_000 });
});

describe("the level that people get", () => {
  const fewer = at("fewer_steps");
  test.each([
    [fewer, { chosen: true, fallback: true }, { level: "fewer_steps", reason: "latency" }],
    [fewer, { chosen: false, fallback: true }, { level: "cpu_voice", reason: "model_failed" }],
    [fewer, { chosen: false, fallback: false }, { level: "text_only", reason: "model_failed" }],
    [topOfLadder, { chosen: true, fallback: false }, { level: "full", reason: null }],
    [at("cpu_voice"), { chosen: true, fallback: true }, { level: "cpu_voice", reason: "latency" }],
    [at("cpu_voice"), { chosen: true, fallback: false }, { level: "fast", reason: "latency" }],
  ] as const)("%#: where the ladder stands while the voice works, else what is left", (ladder, voices, expected) => {
    expect(levelOf(ladder, voices)).toEqual(expected);
  });

  test("text only is the worst, full the best", () => {
    expect(isWorse("text_only", "cpu_voice")).toBe(true);
    expect(isWorse("full", "fast")).toBe(false);
  });
});
