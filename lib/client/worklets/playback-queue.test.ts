import { describe, expect, it } from "vitest";
import { PlaybackQueue } from "./playback-queue";

const rateHz = 24_000;
const quantum = 128;
const ms = (samples: number) => (samples * 1_000) / rateHz;

function queueAtSourceRate() {
  return new PlaybackQueue({ inputRateHz: rateHz, outputRateHz: rateHz });
}
const tone = (samples: number, value = 16_384) => new Int16Array(samples).fill(value);

/** Renders blocks until the queue says that it is done or `blocks` are made. */
function play(queue: PlaybackQueue, blocks: number): { sound: number[]; more: boolean } {
  const sound: number[] = [];
  let more = true;
  for (let block = 0; block < blocks && more; block++) {
    const output = new Float32Array(quantum);
    more = queue.render(output);
    sound.push(...output);
  }
  return { sound, more };
}

const largestStep = (sound: number[]) =>
  sound.reduce((most, sample, at) => Math.max(most, Math.abs(sample - (sound[at - 1] ?? sample))), 0);

describe("PlaybackQueue", () => {
  it("waits for its prebuffer, then plays without a gap across chunks", () => {
    const queue = queueAtSourceRate();
    queue.enqueue("a", tone(1_900), false);
    expect(play(queue, 3).sound.every((sample) => sample === 0)).toBe(true);
    queue.enqueue("a", tone(20), false);
    queue.enqueue("a", tone(4_000), false);
    const { sound } = play(queue, 30);
    expect(sound[0]).toBeGreaterThan(0);
    expect(sound.slice(100).every((sample) => sample === 0.5)).toBe(true);
  });

  it("plays a reply shorter than the prebuffer as soon as it is whole, to its last sample", () => {
    const queue = queueAtSourceRate();
    queue.enqueue("a", tone(300), true);
    const { sound, more } = play(queue, 10);
    expect(more).toBe(false);
    expect(sound.filter((sample) => sample > 0)).toHaveLength(300);
    expect(queue.progress()).toMatchObject({ turnId: "a", playedMs: ms(300), drained: true, underruns: 0 });
  });

  it("fades where the sound runs out, counts it, and asks for a little more before it goes on", () => {
    const queue = queueAtSourceRate();
    queue.enqueue("a", tone(2_000), false);
    const first = play(queue, 20).sound;
    expect(largestStep(first)).toBeLessThan(0.02);
    expect(queue.progress()).toMatchObject({ underruns: 1, playedMs: ms(2_000), drained: false });

    queue.enqueue("a", tone(2_000), false);
    expect(play(queue, 5).sound.every((sample) => sample === 0)).toBe(true);
    queue.enqueue("a", tone(1_000), true);
    const second = play(queue, 40).sound;
    expect(largestStep(second.slice(0, 2_900))).toBeLessThan(0.02);
    expect(queue.progress()).toMatchObject({ playedMs: ms(5_000), drained: true, underruns: 1 });
  });

  it("is silent within one quantum of a clear, without a click", () => {
    const queue = queueAtSourceRate();
    queue.enqueue("a", tone(24_000), false);
    const before = play(queue, 40).sound;
    queue.clear();
    const after = play(queue, 1).sound;
    expect(before.at(-1)).toBe(0.5);
    expect(largestStep([...before.slice(-1), ...after])).toBeLessThan(0.02);
    expect(after.at(-1)).toBe(0);
    expect(play(queue, 1).sound.every((sample) => sample === 0)).toBe(true);
    expect(queue.progress()).toBeNull();
  });

  it("lets another reply take over at once and counts its own sound only", () => {
    const queue = queueAtSourceRate();
    queue.enqueue("a", tone(24_000), true);
    play(queue, 20);
    queue.enqueue("b", tone(2_400, -16_384), true);
    const { sound } = play(queue, 40);
    expect(sound.slice(200, 2_000).every((sample) => sample === -0.5)).toBe(true);
    expect(queue.progress()).toMatchObject({ turnId: "b", playedMs: 100, drained: true });
  });

  it("plays at the output's own rate, for just as long", () => {
    const queue = new PlaybackQueue({ inputRateHz: rateHz, outputRateHz: 44_100 });
    for (let chunk = 0; chunk < 10; chunk++) queue.enqueue("a", tone(2_400), chunk === 9);
    const { sound, more } = play(queue, 400);
    expect(more).toBe(false);
    expect(queue.progress()?.playedMs).toBeCloseTo(1_000, 0);
    for (const sample of sound.slice(300, 43_000)) expect(sample).toBeCloseTo(0.5, 3);
  });

  it("reports the loudest sample once", () => {
    const queue = queueAtSourceRate();
    queue.enqueue("a", tone(24_000), true);
    play(queue, 10);
    expect(queue.progress()?.peak).toBe(0.5);
    expect(queue.progress()?.peak).toBe(0);
  });
});
