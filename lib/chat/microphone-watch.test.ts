import { expect, test } from "vitest";
import {
  type MicrophoneWatch,
  type MicrophoneWatchEvent,
  microphoneSilence,
  openedMicrophone,
  watchMicrophone,
} from "./microphone-watch";

const chunkMs = 60;
const tickMs = 250;

/** A microphone at work: for each stretch of time the peak of its sound, null where nothing arrives. */
function after(stretches: readonly (readonly [durationMs: number, peak: number | null])[]) {
  let watch: MicrophoneWatch = openedMicrophone(0, false);
  let nowMs = 0;
  const next = (event: MicrophoneWatchEvent) => {
    watch = watchMicrophone(watch, event);
  };
  for (const [durationMs, peak] of stretches) {
    const endMs = nowMs + durationMs;
    while (nowMs < endMs) {
      nowMs += 10;
      if (nowMs % chunkMs === 0 && peak !== null) next({ type: "chunk", atMs: nowMs, peak });
      if (nowMs % tickMs === 0) next({ type: "tick", atMs: nowMs });
    }
  }
  return { watch, nowMs };
}

const quietRoom = 0.000_1;
const speech = 0.3;

test.each([
  ["it was opened a second ago and gave zeros", [[1_000, 0]], null],
  ["zeros for 2 s", [[2_000, 0]], "no_sound"],
  ["a quiet room for a minute", [[60_000, quietRoom]], null],
  ["one step of 16-bit sound, the least that a working converter gives", [[60_000, 1 / 32_768]], null],
  ["what is left of two channels in opposite phase", [[2_000, 1e-8]], "no_sound"],
  ["nothing arrives for a second", [[1_000, null]], null],
  ["nothing arrives for 2 s", [[2_000, null]], "suspended"],
  [
    "speech, then nothing arrives",
    [
      [5_000, speech],
      [2_000, null],
    ],
    "suspended",
  ],
  [
    "speech, then zeros: the switch on its cable",
    [
      [5_000, speech],
      [2_000, 0],
    ],
    "no_sound",
  ],
  [
    "zeros at first, then speech",
    [
      [3_000, 0],
      [200, speech],
    ],
    null,
  ],
  [
    "a device with a noise gate, between two sentences",
    [
      [2_000, speech],
      [800, 0],
      [500, speech],
      [5_000, 0],
    ],
    null,
  ],
  [
    "the same, for 12 s",
    [
      [2_000, speech],
      [800, 0],
      [500, speech],
      [12_000, 0],
    ],
    "no_sound",
  ],
  [
    "it was paused and is back",
    [
      [5_000, null],
      [200, quietRoom],
    ],
    null,
  ],
] as const)("%s", (_, stretches, silence) => {
  const { watch, nowMs } = after(stretches);
  expect(microphoneSilence(watch, nowMs)).toBe(silence);
});

test("a muted track is told at once, and so is its end", () => {
  const { watch, nowMs } = after([[3_000, 0]]);
  const muted = watchMicrophone(watch, { type: "muted", atMs: nowMs, isMuted: true });
  expect(microphoneSilence(muted, nowMs)).toBe("muted");
  // Nothing arrived meanwhile, which is no reason to complain of the browser.
  let atMs = nowMs;
  let later = muted;
  for (; atMs < nowMs + 5_000; atMs += tickMs) later = watchMicrophone(later, { type: "tick", atMs });
  expect(microphoneSilence(later, atMs)).toBe("muted");
  expect(microphoneSilence(watchMicrophone(later, { type: "muted", atMs, isMuted: false }), atMs)).toBeNull();
  expect(microphoneSilence(openedMicrophone(0, true), 0)).toBe("muted");
});

test("a page that stood still itself, or a machine that slept, is no reason to complain of the microphone", () => {
  const { watch, nowMs } = after([[5_000, speech]]);
  const laterMs = nowMs + 60_000;
  expect(microphoneSilence(watchMicrophone(watch, { type: "tick", atMs: laterMs }), laterMs)).toBeNull();
});
