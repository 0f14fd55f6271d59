import { type ChildProcess, execFileSync, fork, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { concatFloat32, float32ToInt16, int16ToFloat32 } from "../../../lib/audio/pcm";
import { resample } from "../../../lib/audio/resample";
import { decodeWav, encodeWav } from "../../../lib/audio/wav";
import { lightsFor } from "../../../lib/voice-profiles/quality";
import { silentLogger } from "../../platform/observability/logger";
import type { ReferenceMaker } from "../contract";
import { installedStore } from "../engines/embedded/testing/installed-store";
import { createReferenceMaker, type ReferenceMakerOptions } from "./reference-maker";
import { int16Bytes, wavFile } from "./testing/sound-files";

const vectors = join(import.meta.dirname, "..", "engines", "embedded", "speaker", "testing", "vectors");
const rateHz = 24_000;
const voice = (name: string) => {
  const { pcm, sampleRateHz } = decodeWav(readFileSync(join(vectors, `${name}.wav`)));
  return resample(int16ToFloat32(pcm), sampleRateHz, rateHz);
};
const silence = (seconds: number) => new Float32Array(seconds * rateHz);
const katie = voice("vp_katie_16k");

let folder: string;
let upload: string;
let decoded: string;
let reference: string;
const makers: ReferenceMaker[] = [];
const shared = makerWith({});

function makerWith(options: Partial<ReferenceMakerOptions>): ReferenceMaker {
  const maker = createReferenceMaker({ store: installedStore, logger: silentLogger, ...options });
  makers.push(maker);
  return maker;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-reference-"));
  upload = join(folder, "upload");
  decoded = join(folder, "decoded.wav");
  reference = join(folder, "reference.wav");
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => Promise.all(makers.map((maker) => maker.close())));

const never = () => new AbortController().signal;
const files = () => readdirSync(folder).sort();

async function prepare(parts: Float32Array[], keep: { startS: number; endS: number } | null = null, gain = 1) {
  const sound = concatFloat32(parts).map((sample) => sample * gain);
  writeFileSync(upload, encodeWav(float32ToInt16(sound), rateHz));
  await shared.decode({ uploadPath: upload, decodedPath: decoded }, { signal: never() });
  return shared.make({ decodedPath: decoded, referencePath: reference, keep }, { signal: never() });
}

describe("a reference", () => {
  test("is cut, levelled, measured and written", async () => {
    const made = await prepare([silence(1), katie, silence(0.5), katie, silence(2)], null, 0.1);
    const file = readFileSync(reference);
    expect(made.sha256).toBe(createHash("sha256").update(file).digest("hex"));
    expect(statSync(reference).mode & 0o777).toBe(0o600);
    const { pcm, sampleRateHz } = decodeWav(file);
    expect(sampleRateHz).toBe(rateHz);
    expect(pcm.length).toBe(Math.round(made.durationS * rateHz));
    expect(made.durationS).toBeLessThanOrEqual(12);
    expect(made.durationS - 1).toBeCloseTo(made.endS - made.startS, 2);
    expect(pcm.subarray(-rateHz).every((sample) => sample === 0)).toBe(true);
    expect(pcm.every((sample) => Math.abs(sample) <= 32_768 * 10 ** (-3 / 20))).toBe(true);
    const { measures } = made;
    expect(measures.speechS).toBeGreaterThan(6);
    expect(measures.rmsDbfs).toBeLessThan(-35);
    expect(measures.clippedShare).toBe(0);
    expect(measures.noiseGapDb).toBeGreaterThan(25);
    expect(made.peaks.length).toBeLessThanOrEqual(600);
    const isInSpeech = (atS: number) => made.speech.some(({ startS, endS }) => atS > startS && atS < endS);
    expect([made.startS, made.endS].filter(isInSpeech)).toEqual([]);
    const red = lightsFor({ ...measures, speakers: null, textCer: null }).filter(({ colour }) => colour === "red");
    expect(red).toEqual([]);
    expect(files()).toEqual(["decoded.wav", "reference.wav", "upload"]);
  });

  test("is made anew of the part that a person keeps, without what lies outside of it", async () => {
    const made = await prepare([silence(1), katie, silence(1), katie, silence(1)], { startS: 0.2, endS: 7.5 });
    expect(made.startS).toBeGreaterThan(0.8);
    expect(made.endS).toBeLessThan(7.5);
    const first = readFileSync(reference);
    const again = await shared.make(
      { decodedPath: decoded, referencePath: reference, keep: { startS: 7.5, endS: 14 } },
      { signal: never() },
    );
    expect(again.startS).toBeGreaterThan(7.5);
    expect(readFileSync(reference).equals(first)).toBe(false);
  });

  test("two people, and noise, are judged and not refused", async () => {
    const noise = (seconds: number) => silence(seconds).map((_, at) => 0.03 * Math.sin(at * at));
    const made = await prepare([
      noise(1),
      katie.map((sample, at) => sample + 0.01 * Math.sin(at * at)),
      noise(1),
      voice("en_jfk_16k"),
    ]);
    expect(made.measures.noiseGapDb).toBeLessThan(25);
  });

  test.each<[string, Float32Array[], { startS: number; endS: number } | null, string]>([
    ["silence", [silence(8)], null, "audio_no_speech"],
    ["a tone", [silence(8).map((_, at) => 0.3 * Math.sin(at / 10))], null, "audio_no_speech"],
    ["half a second", [katie.slice(rateHz, 1.5 * rateHz)], null, "audio_too_short"],
    ["a kept part without speech", [silence(4), katie], { startS: 0, endS: 2.5 }, "audio_no_speech"],
    ["a kept part behind the end", [katie], { startS: 100, endS: 110 }, "audio_no_speech"],
  ])("is not made of %s", async (_, parts, keep, code) => {
    await expect(prepare(parts, keep)).rejects.toMatchObject({ code });
    expect(files()).toEqual(["decoded.wav", "upload"]);
  });
});

describe("a recording", () => {
  const decodeWith = (options: Partial<ReferenceMakerOptions>, signal = never()) =>
    makerWith(options).decode({ uploadPath: upload, decodedPath: decoded }, { signal });
  const endless = { path: join(import.meta.dirname, "testing", "endless.process.ts"), execArgv: ["--import", "tsx"] };

  test("that can't be read leaves nothing behind", async () => {
    writeFileSync(upload, "#EXTM3U\n/etc/passwd\n");
    await expect(decodeWith({})).rejects.toMatchObject({ code: "audio_unsupported" });
    expect(files()).toEqual(["upload"]);
  });

  test("tells how far it was read", async () => {
    writeFileSync(upload, wavFile(int16Bytes(new Float64Array(60 * rateHz)), { code: 1, bits: 16 }));
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    await shared.decode({ uploadPath: upload, decodedPath: decoded }, { signal: never(), onProgress });
    expect(shares.length).toBeGreaterThan(5);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  test("that catches its decoder in a loop ends at the limit of time, and of memory", async () => {
    const time = { timeMs: 2_000, memoryBytes: 4e9 };
    await expect(decodeWith({ entryOf: () => endless, limits: time })).rejects.toMatchObject({
      code: "audio_unreadable",
    });
    upload = join(folder, "hungry");
    const memory = { timeMs: 60_000, memoryBytes: 300e6 };
    await expect(decodeWith({ entryOf: () => endless, limits: memory })).rejects.toMatchObject({
      code: "audio_unreadable",
    });
    expect(files()).toEqual([]);
  });

  test.runIf(existsSync("/proc"))("that makes ffmpeg take more and more memory ends there", async () => {
    const program = join(folder, "ffmpeg");
    // It keeps all of its only line.
    writeFileSync(program, `#!/bin/sh\necho $$ > ${folder}/pid\nexec tail /dev/zero\n`, { mode: 0o700 });
    writeFileSync(upload, Buffer.concat([Buffer.of(0x1a, 0x45, 0xdf, 0xa3), Buffer.alloc(100)]));
    const limits = { timeMs: 60_000, memoryBytes: 400e6 };
    await expect(decodeWith({ ffmpeg: () => program, limits })).rejects.toMatchObject({ code: "audio_unreadable" });
    const pid = readFileSync(`${folder}/pid`, "utf8").trim();
    await vi.waitFor(() => expect(existsSync(`/proc/${pid}/exe`)).toBe(false));
    expect(files()).toEqual(["ffmpeg", "pid", "upload"]);
  });

  test("that nobody wants any more is left, with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("the page was closed");
    const run = decodeWith({ entryOf: () => endless }, controller.signal);
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    await expect(decodeWith({ entryOf: () => endless }, controller.signal)).rejects.toBe(reason);
    expect(files()).toEqual([]);
  });

  test("ends with the server", async () => {
    const maker = makerWith({ entryOf: () => endless });
    const run = maker.decode({ uploadPath: upload, decodedPath: decoded }, { signal: never() });
    const ended = expect(run).rejects.toMatchObject({ code: "shutting_down" });
    await maker.close();
    await ended;
  });

  test.runIf(existsSync("/proc"))("leaves no process when the server is killed, ffmpeg included", async () => {
    const program = join(folder, "ffmpeg");
    writeFileSync(program, `#!/bin/sh\necho $$ > ${folder}/pids\necho $PPID >> ${folder}/pids\nexec sleep 600\n`);
    chmodSync(program, 0o700);
    writeFileSync(upload, Buffer.concat([Buffer.of(0x1a, 0x45, 0xdf, 0xa3), Buffer.alloc(100)]));
    const parent: ChildProcess = fork(
      join(import.meta.dirname, "testing", "host-parent.ts"),
      [upload, decoded, program],
      {
        execArgv: ["--import", "tsx"],
        cwd: import.meta.dirname,
      },
    );
    const pids = () => (existsSync(`${folder}/pids`) ? readFileSync(`${folder}/pids`, "utf8").trim().split("\n") : []);
    await vi.waitFor(() => expect(pids().length).toBe(2), { timeout: 30_000 });
    parent.kill("SIGKILL");
    const isAlive = (pid: string) =>
      existsSync(`/proc/${pid}/exe`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    await vi.waitFor(() => expect(pids().filter(isAlive)).toEqual([]), { timeout: 20_000 });
  });

  const canMount = () => {
    const probe = mkdtempSync(join(tmpdir(), "avatar-mount-"));
    const result = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", probe], { stdio: "ignore" });
    if (result.status === 0) execFileSync("umount", [probe]);
    rmSync(probe, { recursive: true });
    return result.status === 0;
  };

  test.skipIf(!canMount())("does not fit on a full disk, and leaves nothing there", async () => {
    const disk = mkdtempSync(join(tmpdir(), "avatar-full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", disk]);
    try {
      writeFileSync(upload, encodeWav(float32ToInt16(concatFloat32([katie, katie])), rateHz));
      const request = { uploadPath: upload, decodedPath: join(disk, "decoded.wav") };
      await expect(shared.decode(request, { signal: never() })).rejects.toMatchObject({ code: "storage_failed" });
      await shared.decode({ ...request, decodedPath: decoded }, { signal: never() });
      writeFileSync(join(disk, "other"), Buffer.alloc(400_000));
      const make = { decodedPath: decoded, referencePath: join(disk, "reference.wav"), keep: null };
      await expect(shared.make(make, { signal: never() })).rejects.toMatchObject({ code: "storage_failed" });
      expect(readdirSync(disk)).toEqual(["other"]);
    } finally {
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true });
    }
  });
});
