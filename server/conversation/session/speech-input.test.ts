import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bytesToBase64 } from "../../../lib/audio/pcm";
import { SpeechInput } from "./speech-input";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A listener to whom everything is speech. */
function listener() {
  const events: string[] = [];
  const input = new SpeechInput({
    detector: { push: async () => 1, reset: () => {}, close: () => {} },
    settings: { endpointPauseMs: 700, sensitivity: 0.5 },
    now: () => performance.now(),
    onEvent: ({ type }) => events.push(type),
    onProgress: () => {},
    onFailure: (error) => {
      throw error;
    },
    earliestNeededSample: () => null,
  });
  return { input, events };
}

const sr = 16_000;
const chunkOf = (chunkMs: number) => ({ data: bytesToBase64(new Uint8Array((chunkMs * sr * 2) / 1_000)), sr });

test.each([
  [100, 300],
  [250, 10],
  [300, 450],
  [500, 200],
  [1_000, 400],
])("chunks of %i ms, each up to %i ms late, are one piece of speech", async (chunkMs, lateMs) => {
  const { input, events } = listener();
  const startedMs = performance.now();
  let sentMs = 0;
  for (let i = 0; i < 20; i++) {
    const dueMs = (i + 1) * chunkMs + (i % 3 === 1 ? lateMs : 0);
    await vi.advanceTimersByTimeAsync(Math.max(0, dueMs - (performance.now() - startedMs)));
    input.hear(chunkOf(chunkMs));
    sentMs += chunkMs;
  }
  await vi.advanceTimersByTimeAsync(0);
  expect(input.history.endSample).toBe((sentMs * sr) / 1_000);
  expect(events.filter((type) => type !== "speech_start" && type !== "speech_sustained")).toEqual([]);
  input.close();
});

test("when chunks stop for a second, the missing audio is silence until they go on", async () => {
  const { input } = listener();
  input.hear(chunkOf(320));
  await vi.advanceTimersByTimeAsync(900);
  expect(input.history.endSample).toBe(0.32 * sr);
  await vi.advanceTimersByTimeAsync(101);
  expect(input.history.endSample).toBeGreaterThanOrEqual(1.32 * sr);
  const silentUntil = input.history.endSample;
  await vi.advanceTimersByTimeAsync(250);
  expect(input.history.endSample).toBeGreaterThanOrEqual(silentUntil + 0.25 * sr);
  input.hear(chunkOf(320));
  await vi.advanceTimersByTimeAsync(900);
  expect(input.history.endSample).toBeLessThan(2 * sr);
  input.close();
});
