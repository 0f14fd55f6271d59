import { mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ClonedVoice } from "../../contract";
import { createReferenceFiles } from "./reference-files";

let folder: string;
let voice: ClonedVoice;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-references-"));
  voice = {
    kind: "cloned",
    profileId: 7,
    referenceAudioPath: join(folder, "reference.wav"),
    referenceText: "As I speak.",
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (content: string) => writeFileSync(voice.referenceAudioPath, content);
const uri = (content: string) => `data:audio/wav;base64,${Buffer.from(content).toString("base64")}`;

test("a recording is read again only when it has changed, or its voice was forgotten", async () => {
  const files = createReferenceFiles();
  write("RIFF one");
  const atS = 1_700_000_000;
  utimesSync(voice.referenceAudioPath, atS, atS);
  expect(await files.dataUri(voice)).toBe(uri("RIFF one"));
  // Written over at the same size and time: what is kept is used.
  write("RIFF two");
  utimesSync(voice.referenceAudioPath, atS, atS);
  expect(await files.dataUri(voice)).toBe(uri("RIFF one"));
  files.forget(7);
  expect(await files.dataUri(voice)).toBe(uri("RIFF two"));
  write("RIFF three");
  expect(await files.dataUri(voice)).toBe(uri("RIFF three"));
});

test("a recording that is gone, is no WAV or far too long is refused, whatever was kept", async () => {
  const files = createReferenceFiles();
  const refused = (words: string) => ({ code: "voice_refused", message: expect.stringContaining(words) });
  write("RIFF one");
  await files.dataUri(voice);
  rmSync(voice.referenceAudioPath);
  await expect(files.dataUri(voice)).rejects.toMatchObject(refused("not there"));
  write("OggS");
  await expect(files.dataUri(voice)).rejects.toMatchObject(refused("not a WAV"));
  truncateSync(voice.referenceAudioPath, 4 * 1_048_576);
  await expect(files.dataUri(voice)).rejects.toMatchObject(refused("too long"));
});
