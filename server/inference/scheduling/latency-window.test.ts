import { expect, test } from "vitest";
import { LatencyWindow, minReplies, underrunAfterMs } from "./latency-window";

function windowOf(firstAudioMs: number[], asked: "fast" | "hq" = "fast") {
  const window = new LatencyWindow();
  for (const each of firstAudioMs) window.add({ atMs: 0, firstAudioMs: each, ttsFirstMs: each / 2, gapsMs: 0, asked });
  return window;
}
const turns = (count: number, ms = 1_000) => Array.from({ length: count }, () => ms);

test("too few turns say nothing", () => {
  expect(windowOf(turns(minReplies - 1)).summary(0)).toEqual({
    firstAudioP95Ms: null,
    ttsFirstP95Ms: null,
    underrunShare: null,
    hqAsked: false,
  });
  expect(windowOf(turns(minReplies)).summary(0)).toEqual({
    firstAudioP95Ms: 1_000,
    ttsFirstP95Ms: 500,
    underrunShare: 0,
    hqAsked: false,
  });
});

test("a single slow turn changes nothing, two do; with many turns it is the ordinary P95", () => {
  expect(windowOf([...turns(9), 9_000]).summary(0).firstAudioP95Ms).toBe(1_000);
  expect(windowOf([...turns(8), 8_000, 9_000]).summary(0).firstAudioP95Ms).toBe(8_000);
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(windowOf(hundred).summary(0).firstAudioP95Ms).toBe(95);
});

test("replies from long ago, or at another level, are forgotten; a recent wish for hq is not", () => {
  const window = windowOf(turns(minReplies), "hq");
  expect(window.summary(300_000).firstAudioP95Ms).toBe(1_000);
  window.clear();
  expect(window.summary(300_000)).toEqual({
    firstAudioP95Ms: null,
    ttsFirstP95Ms: null,
    underrunShare: null,
    hqAsked: true,
  });
  expect(window.summary(300_001).hqAsked).toBe(false);
});

test("a reply with more silence in it than a pause between sentences has an underrun", () => {
  const window = windowOf(turns(8));
  const reply = { atMs: 0, firstAudioMs: 1_000, ttsFirstMs: 500, asked: "hq" } as const;
  window.add({ ...reply, gapsMs: underrunAfterMs });
  window.add({ ...reply, gapsMs: underrunAfterMs + 1 });
  expect(window.summary(0).underrunShare).toBe(0.1);
});
