import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { catalogue } from "../../inference/models/catalogue";
import type { Model } from "../../inference/models/model-file";
import { foldersOf } from "../../inference/models/model-folder";
import { lockDataFolder } from "../../platform/db/instance-lock";
import { temporaryPathFor } from "../../platform/files/atomic-file";
import { tryFileLock } from "../../platform/files/file-lock";
import { findLeftovers, type Places, removeLeftovers } from "./leftovers";

let places: Places;
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), "avatar-cleanup-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const [projectRoot, dataDir, modelsDir] = ["project", "data", "models"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  places = { projectRoot, dataDir, modelsDir, isAvatarRunning: false };
});

function put(path: string, bytes = 10): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes));
  return path;
}

const kinds = () => findLeftovers(places).map(({ kind, bytes }) => [kind, bytes]);

it("finds nothing where nothing is", () => {
  expect(findLeftovers(places)).toEqual([]);
});

it("finds caches, unfinished files, old logs, broken-off downloads, old models and quarantine, with sizes", async () => {
  const { projectRoot, dataDir, modelsDir } = places;
  put(join(projectRoot, ".next/cache/a/b"), 100);
  put(temporaryPathFor(join(dataDir, ".auth-secret")));
  put(join(dataDir, "logs/avatar.log.2"), 20);
  put(join(modelsDir, "whisper-base/000000000000.partial/tokenizer.json"), 30);
  put(join(modelsDir, "whisper-base/111111111111/tokenizer.json"), 40);
  put(join(modelsDir, "tinyllama-1.1b-chat/model.gguf"), 50);
  put(join(dataDir, "quarantine/2026-11-27T21-30-05Z/audio/raw/a.wav"), 60);
  // All of this stays.
  const kept = [
    join(dataDir, "app.db"),
    join(dataDir, "logs/avatar.log"),
    join(dataDir, "audio/raw/a.wav"),
    join(dataDir, "safety-copies/2026-11-27T21-30-05Z-schema3-40turns.db"),
    join(foldersOf(modelsDir, catalogue["whisper-base"] as Model).installed, "tokenizer.json"),
    join(modelsDir, "whisper-base/my-own-folder/x"),
    join(modelsDir, "qwen2.5-coder-1.5b-instruct/prompt-states/x"),
  ].map((path) => put(path));

  expect(kinds()).toEqual([
    ["build_cache", 100],
    ["unfinished_files", 10],
    ["old_logs", 20],
    ["broken_off_downloads", 30],
    ["old_models", 50],
    ["old_models", 40],
    ["quarantine", 60],
  ]);
  expect(await removeLeftovers(findLeftovers(places), places)).toEqual({ removed: expect.any(Array), inUse: [] });
  expect(findLeftovers(places)).toEqual([]);
  for (const path of kept) expect(readdirSync(dirname(path))).toContain(path.slice(dirname(path).length + 1));
});

it("leaves alone what a running AVATAR or another download is at", () => {
  put(temporaryPathFor(join(places.dataDir, ".auth-secret")));
  put(join(places.modelsDir, "whisper-base/000000000000.partial/x"));
  const release = tryFileLock(join(places.modelsDir, "whisper-base/.lock"));
  onTestFinished(() => release?.());
  places.isAvatarRunning = true;
  expect(findLeftovers(places)).toEqual([]);
});

it("takes nothing from an AVATAR or a download that began after the question", async () => {
  const unfinished = put(temporaryPathFor(join(places.dataDir, ".auth-secret")));
  const partial = join(places.modelsDir, "whisper-base/000000000000.partial");
  put(join(partial, "x"));
  const log = put(join(places.dataDir, "logs/avatar.log.2"));
  const found = findLeftovers(places);
  const begun = [lockDataFolder(places.dataDir), tryFileLock(join(places.modelsDir, "whisper-base/.lock"))];
  const { removed, inUse } = await removeLeftovers(found, places);
  expect(removed.map(({ path }) => path)).toEqual([log]);
  expect(inUse.map(({ path }) => path)).toEqual([unfinished, partial]);
  for (const release of begun) release?.();
  expect(await removeLeftovers(inUse, places)).toEqual({ removed: inUse, inUse: [] });
});
