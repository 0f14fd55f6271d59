import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rmsDbfs } from "../../../lib/audio/levels";
import { int16ToFloat32 } from "../../../lib/audio/pcm";
import { decodeWav } from "../../../lib/audio/wav";
import { whichProgram } from "../../platform/child-process/which-program";
import { decodeRecording } from "./decode-recording";
import { readDecodedFile } from "./decoded-file";
import {
  chunk,
  int16Bytes,
  sampleBytes,
  silentFlac,
  silentMp3,
  silentOpus,
  tone,
  type WavForm,
  wavFile,
} from "./testing/sound-files";

const recordings = join(import.meta.dirname, "testing", "recordings");
const ffmpeg = whichProgram("ffmpeg", process.env);
let folder: string;
let decodedPath: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-decode-"));
  decodedPath = join(folder, "decoded.wav");
});
afterEach(() => rmSync(folder, { recursive: true }));

function decodeFile(path: string, program = ffmpeg) {
  const options = { ffmpeg: program, onProgram: () => undefined, onProgress: () => undefined };
  return decodeRecording(path, decodedPath, options);
}

/** `name` is what the person called the file. */
function decode(content: Uint8Array, name = "upload.wav") {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), content);
  return decodeFile(join(folder, name));
}

const decodedSound = () => {
  const { pcm, sampleRateHz } = decodeWav(readFileSync(decodedPath));
  expect(sampleRateHz).toBe(24_000);
  return int16ToFloat32(pcm);
};

describe("compressed formats", () => {
  test.each([
    ["speech.flac", "flac", 16_000],
    ["flac.ogg", "flac", 16_000],
    ["speech.mp3", "mp3", 16_000],
    ["vorbis.ogg", "vorbis", 16_000],
    ["opus.ogg", "opus", 48_000],
  ])("%s", async (file, sourceFormat, sourceRateHz) => {
    const decoded = await decodeFile(join(recordings, file), null);
    expect(decoded).toMatchObject({ sourceFormat, sourceRateHz, sourceChannels: 1, clippedShare: 0 });
    expectSpeech(decoded.durationS);
  });

  test.skipIf(!ffmpeg).each([
    ["speech.webm", "webm"],
    ["speech.m4a", "m4a"],
    ["speech.aac", "aac"],
  ])("%s, by ffmpeg", async (file, sourceFormat) => {
    const decoded = await decodeFile(join(recordings, file));
    expect(decoded).toMatchObject({ sourceFormat, sourceChannels: 1 });
    expectSpeech(decoded.durationS);
  });

  test.each(["speech.webm", "speech.m4a", "speech.aac"])("%s without ffmpeg says what to do", async (file) => {
    const failure = { code: "audio_unsupported", message: expect.stringContaining("Send WAV") };
    await expect(decodeFile(join(recordings, file), null)).rejects.toMatchObject(failure);
  });

  function expectSpeech(durationS: number) {
    expect(durationS).toBeGreaterThan(1.9);
    expect(durationS).toBeLessThan(2.2);
    // What all of them were made from.
    expect(rmsDbfs(decodedSound())).toBeCloseTo(-25.3, 0);
  }

  test("a name and an ID3 tag say nothing, and a tag may be longer than what is looked at first", async () => {
    const tag = Buffer.alloc(20_010);
    tag.write("ID3\x04\0\0", "latin1");
    tag.set([0, 1, 28, 32], 6);
    const decoded = await decode(Buffer.concat([tag, readFileSync(join(recordings, "speech.flac"))]), "song.mp3");
    expect(decoded).toMatchObject({ sourceFormat: "flac", durationS: 2 });
  });
});

describe("WAV", () => {
  const scaled = (bits: number) => 2 ** (bits - 1) - 1;
  const forms: [string, WavForm, number, (buffer: Buffer, value: number, at: number) => void][] = [
    ["8 bits", { code: 1, bits: 8 }, 1, (b, v, at) => b.writeUInt8(Math.round(128 + v * 127), at)],
    ["16 bits", { code: 1, bits: 16 }, 2, (b, v, at) => b.writeInt16LE(Math.round(v * scaled(16)), at)],
    ["24 bits", { code: 1, bits: 24 }, 3, (b, v, at) => b.writeIntLE(Math.round(v * scaled(24)), at, 3)],
    ["32 bits", { code: 1, bits: 32 }, 4, (b, v, at) => b.writeInt32LE(Math.round(v * scaled(32)), at)],
    ["24 bits in 32", { code: 1, bits: 24, blockBytes: 4 }, 4, (b, v, at) => b.writeInt32LE(v * scaled(32), at)],
    ["float", { code: 3, bits: 32 }, 4, (b, v, at) => b.writeFloatLE(v, at)],
    ["double", { code: 3, bits: 64 }, 8, (b, v, at) => b.writeDoubleLE(v, at)],
    ["extensible", { code: 3, bits: 32, isExtensible: true }, 4, (b, v, at) => b.writeFloatLE(v, at)],
    ["a wrong block size", { code: 1, bits: 16, blockBytes: 77 }, 2, (b, v, at) => b.writeInt16LE(v * 32_767, at)],
  ];
  test.each(forms)("%s", async (_, form, bytes, write) => {
    const file = wavFile(sampleBytes(tone(24_000, 0.5), bytes, write), form);
    expect(await decode(file)).toMatchObject({ durationS: 0.5, sourceFormat: "wav", sourceRateHz: 24_000 });
    expectTone(decodedSound(), form.bits === 8 ? 0.01 : 0.0001);
  });

  test.each([8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 44_101])("%d Hz in stereo", async (rateHz) => {
    const file = wavFile(int16Bytes(tone(rateHz, 0.5), 2), { code: 1, bits: 16, channels: 2, rateHz });
    const decoded = await decode(file);
    expect(decoded).toMatchObject({ sourceRateHz: rateHz, sourceChannels: 2 });
    expect(decoded.durationS).toBeCloseTo(0.5, 3);
    // The beginning and the end are at the resampler's edge.
    expectTone(decodedSound().subarray(0, 11_900), 0.002, 200);
  });

  test.each([
    ["A-law", 6, [0xd5, 0x55, 0x80, 0xaa]],
    ["µ-law", 7, [0xff, 0x7f, 0x80, 0x00]],
  ] as const)("%s", async (_, code, bytes) => {
    await decode(wavFile(Buffer.concat(Array.from({ length: 100 }, () => Buffer.from(bytes))), { code, bits: 8 }));
    const [first = 1, second = 1, third = 0, fourth = 0] = decodedSound();
    expect(Math.abs(first)).toBeLessThan(0.001);
    expect(Math.abs(second)).toBeLessThan(0.001);
    // As G.711 has them: A-law 0x80 is 5504/32768 and 0xAA its largest value; µ-law 0x80 and 0x00 are the largest ones.
    expect(third).toBeCloseTo(code === 6 ? 5_504 / 32_768 : 32_124 / 32_768, 4);
    expect(fourth).toBeCloseTo(code === 6 ? 32_256 / 32_768 : -32_124 / 32_768, 4);
  });

  function expectTone(sound: Float32Array, tolerance: number, edge = 0) {
    const wanted = tone(24_000, 0.5);
    let worst = 0;
    for (let at = edge; at < sound.length - edge; at++) {
      worst = Math.max(worst, Math.abs((sound[at] ?? 9) - (wanted[at] ?? 0)));
    }
    expect(worst).toBeLessThan(tolerance);
  }

  const second = int16Bytes(tone(24_000, 1));
  test.each([
    ["more than there is", 4_000_000, 1],
    ["nothing", 0, 1],
    ["as much as can be said", 0xffff_ffff, 1],
    ["less than there is", 24_000, 0.5],
  ])("a data chunk that says it has %s", async (_, saidBytes, durationS) => {
    expect(await decode(wavFile(second, { code: 1, bits: 16, saidBytes }))).toMatchObject({ durationS });
  });

  test("RF64 keeps its length elsewhere, and unknown chunks are skipped", async () => {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(BigInt(second.length), 8);
    const format = wavFile(second, { code: 1, bits: 16 }).subarray(12, 36);
    const file = Buffer.concat([
      Buffer.from("RF64\xff\xff\xff\xffWAVE", "latin1"),
      chunk("ds64", sizes),
      chunk("LIST", Buffer.from("abc\0")),
      format,
      chunk("data", second, 0xffff_ffff),
      chunk("LIST", Buffer.alloc(1_000, 7)),
    ]);
    expect(await decode(file)).toMatchObject({ durationS: 1 });
  });

  test("a file that was cut off has what is there, an odd byte aside", async () => {
    const file = wavFile(second, { code: 1, bits: 16 });
    expect(await decode(file.subarray(0, 44 + 12_001))).toMatchObject({ durationS: 0.25 });
  });

  test("floats that are no numbers or far too loud are silence and full scale", async () => {
    const samples = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1e30, 0.5);
    const data = sampleBytes(samples, 4, (buffer, value, at) => buffer.writeFloatLE(value, at));
    await decode(wavFile(data, { code: 3, bits: 32 }));
    expect([...decodedSound()]).toEqual([0, 32_767 / 32_768, -1, 0.5]);
  });

  test("clipping is counted in the source, in any channel, and where it is", async () => {
    const rateHz = 48_000;
    const channels = [0, 1].map((channel) =>
      Float32Array.from({ length: rateHz }, (_, at) => (channel === 1 && at < 2_400 ? 1 : 0.1)),
    );
    const data = Buffer.alloc(rateHz * 4);
    for (const [channel, samples] of channels.entries()) {
      for (const [at, sample] of samples.entries())
        data.writeInt16LE(Math.round(sample * 32_767), (at * 2 + channel) * 2);
    }
    const decoded = await decode(wavFile(data, { code: 1, bits: 16, channels: 2, rateHz }));
    expect(decoded.clippedShare).toBeCloseTo(0.05, 5);
    const { clippedShares } = await readDecodedFile(decodedPath);
    expect([...clippedShares].map((share) => Math.round(share * 100))).toEqual([50, ...Array(9).fill(0)]);
  });

  test("the peaks of the whole, evenly spaced", async () => {
    const samples = Float32Array.from({ length: 240_000 }, (_, at) => (at < 120_000 ? 0.25 : 0.75));
    const { peaks } = await decode(wavFile(int16Bytes(samples), { code: 1, bits: 16 }));
    expect(peaks.length).toBe(600);
    expect([peaks[0], peaks[299], peaks[300], peaks[599]]).toEqual([0.25, 0.25, 0.75, 0.75]);
  });
});

describe("files that give no sound", () => {
  const text = (content: string) => Buffer.from(content);
  const wav = (form: Partial<WavForm>, data = int16Bytes(tone(24_000, 1))) =>
    wavFile(data, { code: 1, bits: 16, ...form });
  const zip = () => {
    const packed = deflateRawSync(Buffer.alloc(10_000_000));
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50);
    return Buffer.concat([head, packed]);
  };
  const cases: [string, () => Buffer, string][] = [
    ["empty", () => Buffer.alloc(0), "audio_unreadable"],
    ["one byte", () => text("R"), "audio_unsupported"],
    ["a RIFF header alone", () => text("RIFF\x04\0\0\0WAVE"), "audio_unreadable"],
    ["a WAV header that is cut off", () => wav({}).subarray(0, 30), "audio_unreadable"],
    ["a WAV without sound", () => wav({}, Buffer.alloc(0)), "audio_unreadable"],
    ["no channels", () => wav({ channels: 0, blockBytes: 2 }), "audio_unreadable"],
    ["65,535 channels", () => wav({ channels: 65_535, blockBytes: 2 }), "audio_unreadable"],
    ["no samples a second", () => wav({ rateHz: 0 }), "audio_unreadable"],
    ["2³¹ samples a second", () => wav({ rateHz: 2 ** 31 }), "audio_unreadable"],
    ["no bits", () => wav({ bits: 0, blockBytes: 0 }), "audio_unsupported"],
    ["ADPCM", () => wav({ code: 2, bits: 4, blockBytes: 256 }), "audio_unsupported"],
    ["chunks without end", () => Buffer.concat([text("RIFF\0\0\0\0WAVE"), Buffer.alloc(80_000)]), "audio_unreadable"],
    [
      "a format of 4 GB",
      () => Buffer.concat([text("RIFF\0\0\0\0WAVE"), chunk("fmt ", text("x"), 2 ** 32 - 1)]),
      "audio_unreadable",
    ],
    ["a playlist", () => text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"), "audio_unsupported"],
    ["a list of files for ffmpeg", () => text("ffconcat version 1.0\nfile /etc/passwd\n"), "audio_unsupported"],
    ["HTML", () => text("<!doctype html><audio src=x>"), "audio_unsupported"],
    ["MIDI", () => text("MThd\0\0\0\x06\0\x01\0\x01\0\x60MTrk"), "audio_unsupported"],
    ["a gzip bomb", () => gzipSync(Buffer.alloc(10_000_000)), "audio_unsupported"],
    ["a zip bomb", zip, "audio_unsupported"],
    ["an hour of silence as MP3", () => silentMp3(3_600), "audio_too_long"],
    ["an hour of silence as FLAC", () => silentFlac(3_600), "audio_too_long"],
    ["an hour of silence as Opus", () => silentOpus(3_600), "audio_too_long"],
    ["301 seconds", () => wav({ rateHz: 8_000 }, Buffer.alloc(301 * 16_000)), "audio_too_long"],
    ["FLAC that is cut off in its header", () => silentFlac(1).subarray(0, 30), "audio_unreadable"],
    ["FLAC of noise", () => Buffer.concat([silentFlac(0), noise(50_000)]), "audio_unreadable"],
    ["Opus of noise", () => Buffer.concat([silentOpus(0), noise(50_000)]), "audio_unreadable"],
    ["Ogg of something else", () => text(`OggS${"\0".repeat(22)}\x01\x07\x80theora`), "audio_unsupported"],
    ["an ID3 tag alone", () => text("ID3\x04\0\0\0\0\x7f\x7f"), "audio_unsupported"],
  ];
  test.each(cases)("%s", async (_, file, code) => {
    await expect(decode(file())).rejects.toMatchObject({ code });
  });

  test.skipIf(!ffmpeg).each([
    [
      "a playlist that begins like M4A",
      () => Buffer.concat([text("\0\0\0\x08ftyp"), text("#EXTM3U\nfile:///etc/passwd\n")]),
    ],
    ["WebM of noise", () => Buffer.concat([Buffer.of(0x1a, 0x45, 0xdf, 0xa3), noise(50_000)])],
  ])("%s, for ffmpeg", async (_, file) => {
    await expect(decode(file())).rejects.toMatchObject({ code: "audio_unreadable" });
  });

  test.each([
    ["MP3", () => silentMp3(300.2), 300.2],
    ["FLAC", () => silentFlac(295), 296],
    ["Opus", () => silentOpus(290), 290],
  ])("nearly five minutes of silence as %s are a recording", async (_, file, durationS) => {
    expect(Math.abs((await decode(file())).durationS - durationS)).toBeLessThan(1.5);
  });

  function noise(bytes: number): Buffer {
    let state = 1;
    const next = () => {
      state = (state * 48_271) % 0x7fffffff;
      return state & 0xff;
    };
    return Buffer.from(Uint8Array.from({ length: bytes }, next));
  }
});
