import { describe, expect, it } from "vitest";
import { rmsDbfs, silenceDbfs } from "./levels";
import {
  base64ToBytes,
  bytesToBase64,
  bytesToInt16,
  concatFloat32,
  float32ToInt16,
  Int16Reassembler,
  int16ToBytes,
  int16ToFloat32,
} from "./pcm";
import { resample, StreamingResampler } from "./resample";
import { decodeWav, encodeWav } from "./wav";

/** A repeatable sequence in [0, 1). */
function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const sine = (frequencyHz: number, rateHz: number, seconds: number, amplitude = 0.5) =>
  Float32Array.from(
    { length: Math.round(rateHz * seconds) },
    (_, i) => amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / rateHz),
  );

describe("base64", () => {
  it("agrees with Node's in both directions for every length", () => {
    const random = randomSequence(1);
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, () => random() * 256);
      const text = Buffer.from(bytes).toString("base64");
      expect(bytesToBase64(bytes)).toBe(text);
      expect(base64ToBytes(text)).toEqual(bytes);
      expect(base64ToBytes(text.replaceAll("=", ""))).toEqual(bytes);
    }
  });

  it("encodes more bytes than fit on a call stack", () => {
    const bytes = new Uint8Array(1_000_000).map((_, i) => i);
    expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  });

  it.each(["a", "abcde", "ab=c", "====", "ab c", "ab-_", "日本語字", "AAAA\n"])("refuses %j", (text) => {
    expect(base64ToBytes(text)).toBeNull();
  });
});

describe("samples", () => {
  it("survive the way to bytes and back, from any offset", () => {
    const samples = Int16Array.of(0, 1, -1, 32_767, -32_768, 1_234);
    const shifted = new Uint8Array(samples.length * 2 + 1);
    shifted.set(int16ToBytes(samples), 1);
    expect(bytesToInt16(shifted.subarray(1))).toEqual(samples);
    expect(float32ToInt16(int16ToFloat32(samples))).toEqual(samples);
  });

  it("clip instead of wrapping around, and NaN is silence", () => {
    expect(float32ToInt16(Float32Array.of(2, -2, Number.NaN))).toEqual(Int16Array.of(32_767, -32_768, 0));
  });

  it("are put together from byte chunks of any size", () => {
    const samples = Int16Array.from({ length: 500 }, (_, i) => i * 131);
    const bytes = int16ToBytes(samples);
    const random = randomSequence(2);
    const reassembler = new Int16Reassembler();
    const out: number[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = Math.floor(random() * 9);
      out.push(...reassembler.push(bytes.subarray(at, at + size)));
      at += size;
    }
    expect(Int16Array.from(out)).toEqual(samples);
  });
});

describe("WAV", () => {
  it("survives encoding and decoding", () => {
    const pcm = float32ToInt16(sine(440, 24_000, 0.1));
    expect(decodeWav(encodeWav(pcm, 24_000))).toEqual({ pcm, sampleRateHz: 24_000 });
  });

  it("has a header that says its length", () => {
    const file = Buffer.from(encodeWav(new Int16Array(100), 16_000));
    expect(file.length).toBe(244);
    expect(file.readUInt32LE(4)).toBe(236);
    expect(file.readUInt32LE(40)).toBe(200);
  });

  it("reads stereo as mono, skips chunks it does not know, and takes a cut-off file as far as it goes", () => {
    const file = Buffer.from(encodeWav(Int16Array.of(100, 300, -100, -300, 7, 9), 8_000));
    file.writeUInt16LE(2, 22);
    file.writeUInt32LE(4_000_000, 40);
    const withUnknownChunk = Buffer.concat([
      file.subarray(0, 36),
      Buffer.from("LIST\x03\0\0\0abc\0", "binary"),
      file.subarray(36),
    ]);
    expect(decodeWav(withUnknownChunk).pcm).toEqual(Int16Array.of(200, -200, 8));
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["text", new TextEncoder().encode("this is not audio at all, but it is long enough")],
    ["a header alone", encodeWav(new Int16Array(0), 8_000).subarray(0, 30)],
  ])("refuses %s", (_, file) => {
    expect(() => decodeWav(file)).toThrow(/WAV/);
  });
});

describe("levels", () => {
  it("measure a sine 3 dB under its peak of −6 dBFS, and silence as the floor", () => {
    const tone = sine(1_000, 16_000, 1, 0.5);
    expect(rmsDbfs(tone)).toBeCloseTo(-9.03, 1);
    expect(rmsDbfs(new Float32Array(10))).toBe(silenceDbfs);
    expect(rmsDbfs(new Float32Array(0))).toBe(silenceDbfs);
  });
});

describe("resampling", () => {
  const inner = (samples: Float32Array) => samples.subarray(800, samples.length - 800);
  const errorDbfs = (a: Float32Array, b: Float32Array) => rmsDbfs(a.map((value, i) => value - (b[i] ?? 0)));

  it.each([
    [8_000, 16_000],
    [11_025, 16_000],
    [22_050, 16_000],
    [24_000, 16_000],
    [44_100, 16_000],
    [47_999, 16_000],
    [48_000, 16_000],
    [16_000, 24_000],
    [44_100, 24_000],
  ])("%i → %i Hz keeps a 1 kHz tone in place, in length and in level", (from, to) => {
    const output = resample(sine(1_000, from, 1), from, to);
    expect(output.length).toBe(to);
    expect(errorDbfs(inner(output), inner(sine(1_000, to, 1)))).toBeLessThan(-70);
  });

  it.each([
    [48_000, 11_000],
    [44_100, 9_000],
    [24_000, 10_000],
  ])("from %i Hz a tone of %i Hz does not fold back into 16 kHz audio", (from, frequencyHz) => {
    expect(rmsDbfs(inner(resample(sine(frequencyHz, from, 1), from, 16_000)))).toBeLessThan(-65);
  });

  it("does not depend on how the input was cut into chunks", () => {
    const random = randomSequence(3);
    for (const [from, to] of [
      [44_100, 16_000],
      [8_000, 16_000],
      [16_000, 24_000],
      [31_337, 16_000],
    ] as const) {
      const input = Float32Array.from({ length: 9_000 }, () => random() * 2 - 1);
      const resampler = new StreamingResampler(from, to);
      const parts: Float32Array[] = [];
      for (let at = 0; at < input.length; ) {
        const size = Math.floor(random() * 500);
        parts.push(resampler.push(input.subarray(at, at + size)));
        at += size;
      }
      parts.push(resampler.flush());
      expect(concatFloat32(parts)).toEqual(resample(input, from, to));
    }
  });

  it("starts anew after flush", () => {
    const resampler = new StreamingResampler(48_000, 16_000);
    const input = sine(500, 48_000, 0.1);
    const first = concatFloat32([resampler.push(input), resampler.flush()]);
    const second = concatFloat32([resampler.push(input), resampler.flush()]);
    expect(second).toEqual(first);
    expect(first.length).toBe(1_600);
  });

  it("refuses a rate of zero", () => {
    expect(() => new StreamingResampler(0, 16_000)).toThrow(RangeError);
  });
});
