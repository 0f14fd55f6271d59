import { describe, expect, it } from "vitest";
import { bytesToBase64, concatFloat32, float32ToInt16, int16ToBytes, int16ToFloat32 } from "../../../lib/audio/pcm";
import { resample } from "../../../lib/audio/resample";
import { AudioInput } from "./audio-input";
import { AudioRingBuffer } from "./audio-ring-buffer";
import { ReorderBuffer } from "./reorder-buffer";

const tone = (rateHz: number, seconds: number) =>
  Float32Array.from({ length: rateHz * seconds }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / rateHz));

describe("a client's chunks", () => {
  it.each([
    [8_000, 10],
    [16_000, 300],
    [44_100, 300],
    [48_000, 1_000],
    [22_050, 33],
  ])("at %i Hz in pieces of %i ms become one 16 kHz stream, even if samples are split", (sr, chunkMs) => {
    const pcm = float32ToInt16(tone(sr, 2));
    const bytes = int16ToBytes(pcm);
    const input = new AudioInput(() => 0);
    const parts: Float32Array[] = [];
    // An odd number of bytes: samples are split across chunks.
    const size = Math.floor((sr * chunkMs) / 1_000) * 2 + 1;
    for (let at = 0; at < bytes.length; at += size) {
      parts.push(input.decode({ data: bytesToBase64(bytes.subarray(at, at + size)), sr }));
    }
    parts.push(input.finish());
    expect(concatFloat32(parts)).toEqual(resample(int16ToFloat32(pcm), sr, 16_000));
  });

  it("may change their rate in the middle", () => {
    const input = new AudioInput(() => 0);
    const chunk = (sr: number) => ({ data: bytesToBase64(int16ToBytes(float32ToInt16(tone(sr, 1)))), sr });
    const parts = [input.decode(chunk(48_000)), input.decode(chunk(8_000)), input.finish()];
    expect(concatFloat32(parts).length).toBe(32_000);
  });

  it("may not change their rate with every chunk: each rate needs a new filter", () => {
    const input = new AudioInput(() => 0);
    const change = (i: number) => input.decode({ data: bytesToBase64(new Uint8Array(20)), sr: 8_000 + i });
    for (let i = 0; i < 10; i++) change(i);
    expect(() => Array.from({ length: 10 }, (_, i) => change(100 + i))).toThrow(
      expect.objectContaining({ code: "rate_limited" }),
    );
  });

  it("are refused when they are not base64", () => {
    expect(() => new AudioInput(() => 0).decode({ data: "%%%", sr: 16_000 })).toThrow(
      expect.objectContaining({ code: "bad_audio" }),
    );
  });

  it("may come in a burst up to a limit, and again after a while", () => {
    let nowMs = 0;
    const input = new AudioInput(() => nowMs);
    const second = { data: bytesToBase64(new Uint8Array(32_000)), sr: 16_000 };
    for (let i = 0; i < 120; i++) input.decode(second);
    const refused = () => expect(() => input.decode(second)).toThrow(expect.objectContaining({ code: "rate_limited" }));
    refused();
    // Reported once for each flood.
    expect(input.decode(second).length).toBe(0);
    nowMs += 1_000;
    for (let i = 0; i < 30; i++) expect(input.decode(second).length).toBe(16_000);
    refused();
  });
});

describe("numbered chunks", () => {
  const order = (numbers: (number | undefined)[]) => {
    const reorderBuffer = new ReorderBuffer<{ seq?: number | undefined }>(() => true);
    return [...numbers.flatMap((seq) => reorderBuffer.push({ seq })), ...reorderBuffer.flush()].map(({ seq }) => seq);
  };

  it.each([
    ["in order", [0, 1, 2], [0, 1, 2]],
    ["from any beginning", [7, 8], [7, 8]],
    ["duplicates", [0, 0, 1, 0, 1, 2, 2], [0, 1, 2]],
    ["out of order", [0, 2, 1, 4, 3, 5], [0, 1, 2, 3, 4, 5]],
    ["one missing", [0, 2, 3, 4, 5, 6, 7], [0, 2, 3, 4, 5, 6, 7]],
    ["some held at the end", [0, 2, 3], [0, 2, 3]],
    ["counting anew", [100, 101, 0, 1], [100, 101, 0, 1]],
    ["without numbers", [undefined, undefined], [undefined, undefined]],
  ])("%s", (_, sent, heard) => {
    expect(order(sent)).toEqual(heard);
  });
});

describe("a chunk that is repeated after the end of the stream", () => {
  const chunk = (seq: number, level: number, sr = 16_000) => ({
    data: bytesToBase64(int16ToBytes(new Int16Array(1_600).fill(level))),
    sr,
    seq,
  });

  it("is dropped; a chunk with the same number and other audio is new speech", () => {
    const input = new AudioInput(() => 0);
    for (const seq of [0, 1, 2]) input.decode(chunk(seq, 100 + seq));
    input.finish();
    input.finish();
    expect(input.decode(chunk(2, 102)).length).toBe(0);
    expect(input.decode(chunk(0, 200)).length).toBe(1_600);
    expect(input.decode(chunk(1, 101)).length).toBe(0);
    expect(input.decode(chunk(1, 201)).length).toBe(1_600);
  });
});

describe("the history of a stream", () => {
  it("gives what was heard from any sample to any other, as long as it is kept", () => {
    const history = new AudioRingBuffer();
    for (let i = 0; i < 10; i++) history.append(new Float32Array(100).fill(i), 0);
    expect([...history.slice(199, 301)]).toEqual([1, ...new Array(100).fill(2), 3]);
    history.dropBefore(250);
    expect(history.slice(0, 300).length).toBe(100);
    expect(history.endSample).toBe(1_000);
    expect(history.slice(900, 5_000).length).toBe(100);
  });

  it("knows when a sample was spoken: its chunk's arrival minus the duration of the samples after it", () => {
    const history = new AudioRingBuffer();
    history.append(new Float32Array(4_800), 1_000);
    history.append(new Float32Array(4_800), 1_310);
    expect(history.heardAtMs(4_800)).toBe(1_000);
    expect(history.heardAtMs(4_800 + 1_600)).toBe(1_310 - 200);
    expect(history.heardAtMs(9_600)).toBe(1_310);
    expect(new AudioRingBuffer().heardAtMs(0)).toBeNull();
  });
});
