import { expect, test } from "vitest";
import { MonoMix } from "./mono-mix";

const tone = (gain: number) => Float32Array.from({ length: 128 }, (_, index) => gain * Math.sin(index / 5));
const noise = (gain: number) => Float32Array.from({ length: 128 }, () => gain * (Math.random() * 2 - 1));
const peakOf = (block: Float32Array | undefined) => Math.max(0, ...(block ?? []).map(Math.abs));
const settled = (channels: () => Float32Array[]) => {
  const mix = new MonoMix();
  for (let block = 0; block < 100; block++) mix.push(channels());
  return peakOf(mix.push(channels()));
};

test.each([
  ["one channel stays as it is", () => [tone(0.5)], 0.5],
  ["equal channels", () => [tone(0.5), tone(0.5)], 0.5],
  ["opposite channels do not vanish", () => [tone(0.5), tone(-0.5)], 0.5],
  ["nearly opposite ones: the louder is taken", () => [tone(0.5), tone(-0.45)], 0.5],
  ["one silent channel", () => [tone(0.5), tone(0)], 0.25],
  ["silence", () => [tone(0), tone(0)], 0],
] as const)("%s", (_, channels, peak) => expect(settled(() => [...channels()])).toBeCloseTo(peak, 2));

test("two independent noises, as of a stereo microphone in a room, are mixed and not one of them", () => {
  const [left, right] = [noise(0.5), noise(0.5)];
  const mix = new MonoMix();
  for (let block = 0; block < 100; block++) mix.push([noise(0.5), noise(0.5)]);
  expect(mix.push([left, right])?.[7]).toBeCloseTo(((left[7] ?? 0) + (right[7] ?? 0)) / 2, 5);
});

test("no channel gives nothing", () => expect(new MonoMix().push([])).toBeUndefined());
