import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeWav } from "../../../lib/audio/wav";
import { silentLogger } from "../../platform/observability/logger";
import { cpuThreads, installedStore as store } from "../engines/embedded/testing/installed-store";
import { createEmbeddedTts } from "../engines/embedded/tts/embedded-tts";
import { ensureSpokenVoice, findSpokenVoice } from "./spoken-voice";

/** The real embedded voice. */

let modelsDir: string;
beforeAll(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), "avatar-voice-"));
});
afterAll(() => rm(modelsDir, { recursive: true }));

const options = { signal: new AbortController().signal, logger: silentLogger };
const noVoice = () => {
  throw new Error("no voice here");
};

test("says what is missing when the embedded voice can't speak", async () => {
  await expect(ensureSpokenVoice(modelsDir, noVoice, options)).rejects.toThrow(
    "None is named in AVATAR_TTS_VOICE, and the embedded voice can't speak one: no voice here",
  );
  expect(findSpokenVoice(modelsDir)).toBeNull();
});

test("is spoken once, fits F5-TTS, and is spoken again only when it is damaged", { timeout: 300_000 }, async () => {
  const create = () => createEmbeddedTts({ store, cpuThreads, logger: silentLogger });
  await ensureSpokenVoice(modelsDir, create, options);
  const voice = findSpokenVoice(modelsDir);
  if (!voice) throw new Error("It was not made.");
  expect(voice.words).toMatch(/^你好.*。$/);
  const wav = await readFile(voice.recording);
  const { pcm, sampleRateHz } = decodeWav(wav);
  const seconds = pcm.length / sampleRateHz;
  expect(sampleRateHz).toBe(24_000);
  expect(seconds).toBeGreaterThan(6);
  expect(seconds).toBeLessThan(12);
  // What the worker takes for a transcript that fits its recording: 2 to 40 bytes a second.
  const bytesPerSecond = Buffer.byteLength(voice.words) / seconds;
  expect(bytesPerSecond).toBeGreaterThan(8);
  expect(bytesPerSecond).toBeLessThan(25);

  await ensureSpokenVoice(modelsDir, noVoice, options);
  await writeFile(voice.recording, wav.subarray(0, wav.length / 2));
  expect(findSpokenVoice(modelsDir)).toBeNull();
  await expect(ensureSpokenVoice(modelsDir, noVoice, options)).rejects.toThrow("no voice here");
});

test("an installation that is shut down does not wait for it", async () => {
  const abort = new AbortController();
  const never = createEmbeddedTts({
    store: { ...store, ensure: () => new Promise(() => undefined) },
    cpuThreads,
    logger: silentLogger,
  });
  await rm(join(modelsDir, "f5-tts-default-voice"), { recursive: true });
  const made = ensureSpokenVoice(modelsDir, () => never, { ...options, signal: abort.signal });
  abort.abort(new Error("over"));
  await expect(made).rejects.toThrow("over");
});
