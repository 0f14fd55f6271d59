import { describe, expect, test } from "vitest";
import { concatInt16, int16ToBytes } from "../../../../lib/audio/pcm";
import { encodeWav } from "../../../../lib/audio/wav";
import { type StatedFormat, speechDecoder } from "./speech-decoder";

const tone = (rateHz: number, seconds = 0.1) =>
  Int16Array.from({ length: rateHz * seconds }, (_, at) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 220 * at) / rateHz)),
  );
const stated = (contentType: string | null, sampleRate: string | null = null): StatedFormat => ({
  contentType,
  sampleRate,
});

function decode(bytes: Uint8Array, format: StatedFormat, pieceBytes = 777): Int16Array {
  const decoder = speechDecoder(format);
  const parts: Int16Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) parts.push(decoder.push(bytes.subarray(at, at + pieceBytes)));
  return concatInt16([...parts, decoder.flush()]);
}
/** Expects the two to be the same, apart from their ends and the rounding of the filter. */
function expectAlike(got: Int16Array, wanted: Int16Array): void {
  expect(got.length).toBe(wanted.length);
  const differences = wanted.slice(200, -200).map((sample, at) => Math.abs(sample - (got[at + 200] ?? 0)));
  expect(Math.max(...differences)).toBeLessThan(200);
}
/** A WAV with other chunks between its header and its samples, as some writers make it. */
function wav(
  pcm: Int16Array,
  rateHz: number,
  { channels = 1, dataBytes = pcm.length * 2, before = "" } = {},
): Uint8Array {
  const file = Buffer.from(encodeWav(pcm, rateHz));
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(dataBytes, 40);
  const chunk = Buffer.alloc(8 + before.length);
  chunk.write("LIST");
  chunk.writeUInt32LE(before.length, 4);
  chunk.write(before, 8);
  return before === "" ? file : Buffer.concat([file.subarray(0, 36), chunk, file.subarray(36)]);
}

test.each([1, 2, 3, 777, 100_000])(
  "raw PCM at 24 kHz is not changed, in pieces of %i bytes; half a sample is dropped",
  (pieceBytes) => {
    const bytes = int16ToBytes(tone(24_000));
    expect(decode(bytes, stated("audio/pcm"), pieceBytes)).toEqual(tone(24_000));
    expect(decode(bytes.subarray(0, -1), stated(null, "24000"), pieceBytes)).toEqual(tone(24_000).subarray(0, -1));
    expect(decode(bytes.subarray(0, 10), stated("audio/pcm"), pieceBytes)).toEqual(tone(24_000).subarray(0, 5));
  },
);

test.each([16_000, 22_050, 44_100, 48_000])(
  "PCM of %i Hz is resampled, in whichever header the rate is stated",
  (rateHz) => {
    const bytes = int16ToBytes(tone(rateHz));
    expectAlike(decode(bytes, stated("audio/pcm", String(rateHz))), tone(24_000));
    expectAlike(decode(bytes, stated(`audio/pcm; rate=${rateHz}; channels=1`)), tone(24_000));
  },
);

describe("WAV, from a server that ignores response_format", () => {
  test.each([1, 13, 100_000])(
    "is read by its own header, not by the stated format, in pieces of %i bytes",
    (pieceBytes) => {
      expect(decode(wav(tone(24_000), 24_000), stated("audio/wav"), pieceBytes)).toEqual(tone(24_000));
      expect(
        decode(wav(tone(24_000), 24_000, { before: "a comment!" }), stated("audio/pcm", "8000"), pieceBytes),
      ).toEqual(tone(24_000));
      expectAlike(decode(wav(tone(16_000), 16_000), stated("audio/x-wav"), pieceBytes), tone(24_000));
    },
  );

  test("may have no length, or other chunks after its samples", () => {
    expect(decode(wav(tone(24_000), 24_000, { dataBytes: 0xffff_ffff }), stated(null))).toEqual(tone(24_000));
    expect(decode(wav(tone(24_000), 24_000, { dataBytes: 0 }), stated(null))).toEqual(tone(24_000));
    const followed = Buffer.concat([wav(tone(24_000), 24_000), Buffer.from("LIST....trailing")]);
    expect(decode(followed, stated(null))).toEqual(tone(24_000));
  });

  test("in stereo is mixed to the average of its channels", () => {
    const stereo = tone(24_000).reduce(
      (both, sample, at) => both.fill(sample, 2 * at, 2 * at + 2),
      new Int16Array(4_800),
    );
    expect(decode(wav(stereo, 24_000, { channels: 2 }), stated("audio/wav"), 7)).toEqual(tone(24_000));
  });

  test("without samples, or with another number of bits, is refused", () => {
    expect(() => decode(Buffer.concat([Buffer.from("RIFF....WAVE"), Buffer.alloc(100_000)]), stated(null))).toThrow(
      "no samples",
    );
    const bits24 = Buffer.from(wav(tone(24_000), 24_000));
    bits24.writeUInt16LE(24, 34);
    expect(() => decode(bits24, stated("audio/wav"))).toThrow("24 bits");
  });
});

test.each([
  ["application/json", "instead of audio"],
  ["text/html; charset=utf-8", "instead of audio"],
  ["audio/mpeg", "must honour response_format"],
  ["audio/ogg", "must honour response_format"],
])("%s is refused with an explanation", (contentType, says) => {
  expect(() => speechDecoder(stated(contentType))).toThrow(says);
});

test.each([
  ['{"error": {"message": "the vocoder failed"}}', "reported an error"],
  ["ID3\u0004 and the rest of an MP3, long enough to be looked at", "must honour response_format"],
])("what is not speech although the headers say so is refused: %s", (body, says) => {
  expect(() => decode(Buffer.from(body), stated("audio/pcm"), 5)).toThrow(says);
});

test("an impossible sample rate is refused", () => {
  expect(() => decode(int16ToBytes(tone(24_000)), stated("audio/pcm", "0"))).toThrow("0 Hz");
  expect(() => decode(int16ToBytes(tone(24_000)), stated("audio/pcm", "many"))).toThrow("sample rate");
});
