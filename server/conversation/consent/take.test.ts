import { describe, expect, test } from "vitest";
import { problemOf, type Take, type TakeChunk, takeLimits, wasStreamedLive, withChunk } from "./take";

const chunk = (changed: Partial<TakeChunk> = {}): TakeChunk => ({
  samples: 1_600,
  sampleRateHz: 16_000,
  peak: 0.3,
  seq: undefined,
  atMs: 0,
  ...changed,
});

/** Chunks of 100 ms, one each `everyMs`. */
function take(count: number, everyMs: number, change: (index: number) => Partial<TakeChunk> = () => ({})): Take | null {
  let now: Take | null = null;
  for (let index = 0; index < count; index++) {
    now = withChunk(now, chunk({ atMs: 1_000 + index * everyMs, ...change(index) }));
  }
  return now;
}

describe("whether the sound was streamed while it was spoken", () => {
  test.each([
    ["as it was spoken", 10_000, 10_000, true],
    ["a little late", 10_000, 11_900, true],
    ["a little early", 10_000, 8_100, true],
    ["a fifth late", 10_000, 12_000, true],
    ["a fifth early", 10_000, 8_000, true],
    ["later", 10_000, 12_001, false],
    ["earlier", 10_000, 7_999, false],
    ["at once", 10_000, 100, false],
    ["as a file of twice the pace", 10_000, 5_000, false],
    ["with a long pause of the connection", 10_000, 20_000, false],
    ["a minute", 60_000, 55_000, true],
  ])("%s: %d ms of sound in %d ms: %s", (_, soundMs, tookMs, isLive) => {
    const firstChunkMs = 100;
    const clock = { firstAtMs: 5_000, lastAtMs: 5_000 + tookMs - firstChunkMs };
    expect(wasStreamedLive({ soundMs, firstChunkMs, ...clock })).toBe(isLive);
  });
});

/** 10 s in chunks of 100 ms, each of which arrives when this says; its own time is that of a microphone. */
const arriving = (atMs: (recordedMs: number) => number) => take(100, 0, (i) => ({ atMs: atMs((i + 1) * 100) }));
/** The connection stands still from `fromMs` for `stallMs`; what was recorded meanwhile arrives at once. */
const stalling = (fromMs: number, stallMs: number) =>
  arriving((at) => (at > fromMs && at <= fromMs + stallMs ? fromMs + stallMs : at));

describe("the pace of each chunk", () => {
  test.each([
    ["a microphone", arriving((at) => at), null],
    ["jitter", arriving((at) => at + (at % 300)), null],
    ["a stall of 1.5 s at the beginning", stalling(0, 1_500), null],
    ["a stall of 1.5 s in the middle", stalling(5_000, 1_500), null],
    ["a stall of 1.5 s at the end", stalling(8_500, 1_500), null],
    ["two stalls", arriving((at) => (at <= 5_000 ? Math.max(at, 1_500) : Math.max(at, 6_500))), null],
    ["a stall of 3 s in the middle", stalling(4_000, 3_000), "not_live"],
    ["one chunk, nothing, then all at once", arriving((at) => (at === 100 ? 100 : 10_000)), "not_live"],
    ["all but the last at once, which comes in time", arriving((at) => (at === 10_000 ? at : 100)), "not_live"],
    ["half at once, half in time", arriving((at) => Math.max(at, 5_000)), "not_live"],
    ["twice the pace, then a pause", arriving((at) => (at === 10_000 ? at : at / 2)), "not_live"],
  ])("%s", (_, recorded, problem) => {
    expect(problemOf(recorded)).toBe(problem);
  });

  test("chunks without sound don't start the clock", () => {
    const empty = (i: number) => ({ atMs: i < 50 ? i * 200 : 10_000, samples: i < 50 ? 0 : 1_600, seq: i });
    expect(problemOf(take(150, 0, empty))).toBe("not_live");
    expect(take(50, 200, () => ({ samples: 0 }))).toBeNull();
  });
});

test.each([
  ["spoken", take(100, 100), null],
  ["numbered", take(100, 100, (seq) => ({ seq: seq + 7 })), null],
  ["nothing", null, "too_short"],
  ["a second", take(10, 100), "too_short"],
  ["a minute", take(600, 100), null],
  ["more than a minute", take(601, 100), "too_long"],
  ["a file at once", take(100, 0), "not_live"],
  ["a file at twice the pace", take(100, 50), "not_live"],
  ["a file at half the pace", take(100, 200), "not_live"],
  ["a muted microphone", take(100, 100, () => ({ peak: 0 })), "silent"],
  ["a chunk twice", take(100, 100, (index) => ({ seq: index === 50 ? 49 : index })), "out_of_order"],
  ["a missing chunk", take(100, 100, (index) => ({ seq: index < 50 ? index : index + 1 })), "out_of_order"],
  ["chunks in another order", take(100, 100, (index) => ({ seq: index ^ 1 })), "out_of_order"],
  ["numbers that end", take(100, 100, (index) => ({ seq: index < 50 ? index : undefined })), "out_of_order"],
  ["numbers that begin", take(100, 100, (index) => ({ seq: index < 50 ? undefined : index })), "out_of_order"],
  ["another rate", take(100, 100, (index) => ({ sampleRateHz: index < 50 ? 16_000 : 24_000 })), "rate_changed"],
])("%s: %#", (_, recorded, problem) => {
  expect(problemOf(recorded)).toBe(problem);
});

test("the first problem stays, and the rest is not counted", () => {
  const broken = take(100, 100, (index) => ({ seq: index === 20 ? 99 : index }));
  expect(broken).toMatchObject({ problem: "out_of_order" });
  expect(broken?.soundMs).toBeLessThan(takeLimits.maxMs / 20);
});
