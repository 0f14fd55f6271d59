import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { decodeWav } from "../../../lib/audio/wav";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { silentLogger } from "../../platform/observability/logger";
import { createRecordings } from "./file-recordings";

const pcm = Int16Array.from({ length: 480 }, (_, index) => index * 60 - 14_400);

function disk() {
  const dataDir = mkdtempSync(join(tmpdir(), "avatar-recordings-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return { dataDir, recordings: createRecordings(dataDir, silentLogger) };
}

test("recordings have the paths that are documented, and only their owner may read them", async () => {
  const { dataDir, recordings } = disk();
  expect(await recordings.list()).toEqual([]);
  const said = await recordings.writeUserAudio("session-1", 3, pcm, 16_000);
  const answered = await recordings.writeReplyAudio("turn_9", pcm, 24_000);
  expect([said, answered]).toEqual(["audio/raw/session-1_3.wav", "audio/tts/turn_9.wav"]);
  expect((await recordings.list()).sort()).toEqual([said, answered]);
  for (const [path, sampleRateHz] of [
    [said, 16_000],
    [answered, 24_000],
  ] as const) {
    expect(decodeWav(readFileSync(join(dataDir, path)))).toEqual({ pcm, sampleRateHz });
    expect(statSync(join(dataDir, path)).mode & 0o777).toBe(0o600);
  }
});

test("writing again replaces the whole file", async () => {
  const { recordings } = disk();
  await recordings.writeReplyAudio("t", pcm, 24_000);
  const path = await recordings.writeReplyAudio("t", pcm.subarray(0, 10), 24_000);
  expect(decodeWav(readFileSync(recordings.resolve(path))).pcm).toEqual(pcm.subarray(0, 10));
});

test("a write that fails leaves nothing, under any name", async () => {
  const { dataDir, recordings } = disk();
  mkdirSync(join(dataDir, "audio/tts/taken.wav"), { recursive: true });
  await expect(recordings.writeReplyAudio("taken", pcm, 24_000)).rejects.toMatchObject({ code: "EISDIR" });
  expect(readdirSync(join(dataDir, "audio/tts"))).toEqual(["taken.wav"]);
  expect(await recordings.list()).toEqual([]);
});

test("temporary files are not recordings, and are cleared", async () => {
  const { dataDir, recordings } = disk();
  await recordings.writeReplyAudio("kept", pcm, 24_000);
  const folder = join(dataDir, "audio/tts");
  writeFileSync(join(folder, ".cut.wav.0123456789ab.tmp"), "RIFF");
  writeFileSync(join(folder, ".gitkeep"), "");
  expect(await recordings.list()).toEqual(["audio/tts/kept.wav"]);
  expect(await recordings.clearTemporary()).toBe(1);
  expect(readdirSync(folder).sort()).toEqual([".gitkeep", "kept.wav"]);
});

test("a file to be removed may be missing", async () => {
  const { recordings } = disk();
  const path = await recordings.writeReplyAudio("t", pcm, 24_000);
  await recordings.remove([path, path, "audio/raw/never.wav"]);
  expect(await recordings.list()).toEqual([]);
});

test.each(["app.db", "../x.wav", "audio/../app.db", "audio", "audio/", "/etc/passwd", "audio\\x", "audio/\0.wav", ""])(
  "%j is outside the audio folder",
  async (path) => {
    const { recordings } = disk();
    expect(() => recordings.resolve(path)).toThrow(expect.objectContaining({ code: "not_found" }));
    await expect(recordings.remove([path])).rejects.toMatchObject({ code: "not_found" });
  },
);

test("of several simultaneous writes to one file, one wins as a whole", async () => {
  const { dataDir } = disk();
  const path = join(dataDir, "deep/er/file");
  const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(100_000, index));
  await Promise.all(contents.map((content) => writeFileDurably(path, content)));
  const result = readFileSync(path);
  expect(contents.some((content) => content.equals(result))).toBe(true);
  expect(readdirSync(join(dataDir, "deep/er"))).toEqual(["file"]);
});
