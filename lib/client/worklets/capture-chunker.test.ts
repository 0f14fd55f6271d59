import { describe, expect, it } from "vitest";
import { type CaptureChunk, CaptureChunker } from "./capture-chunker";

const quantum = 128;

function sine(rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, at) => 0.5 * Math.sin((2 * Math.PI * 440 * at) / rateHz));
}

describe.each([16_000, 44_100, 48_000, 96_000])("CaptureChunker from %i Hz", (rateHz) => {
  const chunker = new CaptureChunker(rateHz, 16_000, 60);
  const sound = sine(rateHz, 1);
  const chunks: CaptureChunk[] = [];
  for (let at = 0; at < sound.length; at += quantum) chunks.push(...chunker.push(sound.subarray(at, at + quantum)));
  const rest = chunker.flush();

  it("gives chunks of 60 ms at 16 kHz, and at the end the rest", () => {
    expect(chunks.map((chunk) => chunk.pcm.length)).toEqual(new Array(16).fill(960));
    const total = 16 * 960 + (rest?.pcm.length ?? 0);
    expect(Math.abs(total - 16_000)).toBeLessThanOrEqual(1);
  });

  it("keeps pitch and loudness", () => {
    const middle = chunks.slice(4, 12).flatMap((chunk) => [...chunk.pcm]);
    const rising = middle.filter((sample, at) => at > 0 && sample >= 0 && (middle[at - 1] ?? 0) < 0).length;
    expect(Math.abs(rising / ((8 * 60) / 1_000) - 440)).toBeLessThan(3);
    expect(chunks[8]?.rms).toBeCloseTo(0.5 / Math.SQRT2, 2);
  });
});

it("starts anew after a flush", () => {
  const chunker = new CaptureChunker(16_000, 16_000, 60);
  expect(chunker.flush()).toBeNull();
  chunker.push(new Float32Array(100).fill(0.25));
  expect(chunker.flush()?.pcm).toEqual(new Int16Array(100).fill(8_192));
  expect(chunker.flush()).toBeNull();
});
