import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";
import { expect, test } from "vitest";
import { latestMigrationIn } from "../../../platform/db/connection";
import { migrationsFolder } from "../../testing/test-db";
import { copyDatabase } from "../database-work.mjs";
import { beginStaging, commitRestore, finishRestore, stagedPath } from "../restore-swap";
import { contentOf, openTestDataFolder } from "../testing/test-data-folder";
import { createBackup } from "./create-backup";
import { lastBackupS } from "./last-backup";
import { readManifest } from "./manifest";
import { restore } from "./restore";
import { openRestoreSource } from "./restore-source";

const latest = latestMigrationIn(migrationsFolder);

/** A running server with turns, a secret, a certificate and a cloned voice, and a folder for its backups. */
async function folderToBackUp(turns = 3) {
  const fixture = openTestDataFolder();
  const server = await fixture.start();
  const sessionId = await server.talk(turns);
  const put = (path: string, content: string) => {
    mkdirSync(join(fixture.dataDir, path, ".."), { recursive: true });
    writeFileSync(join(fixture.dataDir, path), content, { mode: 0o600 });
  };
  put(".auth-secret", "a secret of more than 32 characters\n");
  put("certs/key.pem", "key");
  put("audio/profiles/7/reference.wav", "RIFF");
  put("audio/profiles/7/reference.txt", "what she says");
  put("audio/consents/0b7c", "%PDF-");
  const folder = join(fixture.root, "backup");
  const backUp = (onProgress?: () => void) =>
    createBackup({ dataDir: fixture.dataDir, folder, avatarVersion: "0", onProgress });
  const restoreFrom = async (path = folder, withoutDamaged = false) =>
    restore({
      dataDir: fixture.dataDir,
      source: await openRestoreSource(path, latest),
      withoutDamaged,
      nowMs: Date.now(),
    });
  return { ...fixture, server, sessionId, folder, put, backUp, restoreFrom };
}

/** What a restore must bring back: the tables row by row, the files by hash. */
function stateOf(dataDir: string) {
  const sqlite = new DatabaseDriver(join(dataDir, "app.db"), { readonly: true });
  const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
  const rows = Object.fromEntries(tables.map((table) => [table, sqlite.prepare(`SELECT * FROM "${table}"`).all()]));
  sqlite.close();
  const files = Object.entries(contentOf(dataDir)).filter(([path]) => /^(audio|certs|\.auth)/.test(path));
  return { rows, files: Object.fromEntries(files) };
}

function wipe(dataDir: string) {
  rmSync(dataDir, { recursive: true });
  mkdirSync(dataDir, { mode: 0o700 });
}

test("the data folder knows when its newest backup was made", async () => {
  const { dataDir, folder, backUp, put } = await folderToBackUp(1);
  expect(await lastBackupS(dataDir)).toBeNull();
  await backUp();
  const made = Date.parse((await readManifest(folder))?.createdAt ?? "");
  expect(await lastBackupS(dataDir)).toBe(Math.floor(made / 1_000));
  put("last-backup.json", "torn");
  expect(await lastBackupS(dataDir)).toBeNull();
});

test("a backup that was made while people talk brings everything back after the folder was wiped", async () => {
  const fixture = await folderToBackUp();
  let isTalking = true;
  const talking = (async () => {
    while (isTalking) await fixture.server.talk(1);
  })();
  const report = await fixture.backUp();
  isTalking = false;
  await talking;
  await fixture.server.stop();
  expect(report).toMatchObject({ missing: [] });

  wipe(fixture.dataDir);
  await fixture.restoreFrom();
  const { rows, files } = stateOf(fixture.dataDir);
  expect(rows.conversations).toHaveLength(report.turns);
  expect(Object.keys(files)).toHaveLength(report.files);
  const again = await fixture.start();
  expect(again.report).toMatchObject({ quarantined: 0, missing: 0 });
  await again.stop();
});

test("a folder that nobody uses comes back exactly as it was; only the owner may read it and the backup", async () => {
  const fixture = await folderToBackUp();
  await fixture.server.stop();
  await fixture.backUp();
  const before = stateOf(fixture.dataDir);
  wipe(fixture.dataDir);
  await fixture.restoreFrom();
  expect(stateOf(fixture.dataDir)).toEqual(before);
  const modes = readdirSync(fixture.dataDir, { recursive: true, withFileTypes: true }).map((entry) => {
    const { mode } = statSync(join(entry.parentPath, entry.name));
    return mode & 0o077 & (entry.isDirectory() ? 0o077 : 0);
  });
  expect(modes.every((others) => others === 0)).toBe(true);
  expect(statSync(fixture.folder).mode & 0o777).toBe(0o700);
});

test("files that a person named come back under their names; a name that a restore would refuse stops the backup", async () => {
  const fixture = await folderToBackUp(1);
  fixture.put("audio/profiles/7/王小明.wav", "RIFF");
  fixture.put("certs/My voice (1).pem", "certificate");
  await fixture.backUp();
  await fixture.server.stop();
  const before = stateOf(fixture.dataDir);
  wipe(fixture.dataDir);
  await fixture.restoreFrom();
  expect(stateOf(fixture.dataDir)).toEqual(before);
  fixture.put("certs/a\\b.pem", "certificate");
  await expect(fixture.backUp()).rejects.toThrow("certs/a\\b.pem");
});

test("recordings of which a voice is still being made are in no backup", async () => {
  const fixture = await folderToBackUp(1);
  for (const name of ["upload", "decoded.wav", "consent.wav"]) fixture.put(`audio/profiles/7/${name}`, name);
  fixture.put("audio/consents/upload", "%PDF-");
  await fixture.backUp();
  await fixture.server.stop();
  const kept = (await readManifest(fixture.folder))?.files.map(({ path }) => path) ?? [];
  expect(kept.filter((path) => /profiles|consents/.test(path)).sort()).toEqual([
    "audio/consents/0b7c",
    "audio/consents/upload",
    "audio/profiles/7/consent.wav",
    "audio/profiles/7/reference.txt",
    "audio/profiles/7/reference.wav",
  ]);
});

test("a second backup copies only new files, and removes those that are gone", async () => {
  const fixture = await folderToBackUp(4);
  expect(await fixture.backUp()).toMatchObject({ turns: 4, files: 13, newFiles: 13 });
  expect(await fixture.backUp()).toMatchObject({ turns: 4, files: 13, newFiles: 0 });
  await fixture.server.talk(1);
  rmSync(join(fixture.dataDir, "audio/profiles/7"), { recursive: true });
  expect(await fixture.backUp()).toMatchObject({ turns: 5, files: 13, newFiles: 2 });
  const manifest = await readManifest(fixture.folder);
  const objects = readdirSync(join(fixture.folder, "objects"), { recursive: true, withFileTypes: true });
  const wanted = new Set([manifest?.database.sha256, ...(manifest?.files ?? []).map(({ sha256 }) => sha256)]);
  expect(new Set(objects.filter((entry) => entry.isFile()).map(({ name }) => name))).toEqual(wanted);
  await fixture.server.stop();
});

test("an interrupted backup leaves the previous one intact", async () => {
  const fixture = await folderToBackUp();
  await fixture.backUp();
  const before = stateOf(fixture.dataDir);
  await fixture.server.talk(3);
  let steps = 0;
  const cutOff = fixture.backUp(() => {
    if (++steps === 11) throw new Error("pulled out");
  });
  await expect(cutOff).rejects.toThrow("pulled out");
  await fixture.server.stop();
  wipe(fixture.dataDir);
  await fixture.restoreFrom();
  expect(stateOf(fixture.dataDir)).toEqual(before);
  const first = await openRestoreSource(fixture.folder, latest);
  expect(first.turns).toBe(3);
});

test("replies change during a backup: rows and files are of the same moment, and a missing file is reported", async () => {
  const fixture = await folderToBackUp();
  const reply = (turn: number) => join(fixture.dataDir, `audio/tts/${fixture.sessionId}-t${turn}.wav`);
  let isDone = false;
  const report = await fixture.backUp(() => {
    if (isDone) return;
    isDone = true;
    // A new file replaces the old one, then the row changes; or there is no file at all.
    writeFileSync(`${reply(1)}.new`, "RIFF short");
    renameSync(`${reply(1)}.new`, reply(1));
    fixture.server.sqlite.exec("UPDATE conversations SET ai_text = 'short' WHERE turn_number = 1");
    fixture.server.sqlite.exec("UPDATE conversations SET ai_text = '', ai_audio_path = NULL WHERE turn_number = 2");
    rmSync(reply(2));
    rmSync(reply(3));
  });
  expect(report).toMatchObject({ missing: [`audio/tts/${fixture.sessionId}-t3.wav`], changed: [] });
  await fixture.server.stop();
  const before = stateOf(fixture.dataDir);
  wipe(fixture.dataDir);
  await fixture.restoreFrom();
  expect(stateOf(fixture.dataDir)).toEqual(before);
});

test("a reply that changes in every round is backed up as it was last read, and the report names it", async () => {
  const fixture = await folderToBackUp();
  const path = `audio/tts/${fixture.sessionId}-t1.wav`;
  let changes = 0;
  const report = await fixture.backUp(() => {
    writeFileSync(join(fixture.dataDir, "changed"), `RIFF ${++changes}`);
    renameSync(join(fixture.dataDir, "changed"), join(fixture.dataDir, path));
  });
  expect(report).toMatchObject({ missing: [], changed: [path] });
  await fixture.server.stop();
  wipe(fixture.dataDir);
  expect(await fixture.restoreFrom()).toMatchObject({ files: report.files, missing: 0 });
  expect(readFileSync(join(fixture.dataDir, path), "utf8")).toMatch(/^RIFF \d+$/);
});

test("a folder that is not ours, is in the data folder, or has a backup under way is refused", async () => {
  const fixture = await folderToBackUp(1);
  const into = (folder: string) => createBackup({ dataDir: fixture.dataDir, folder, avatarVersion: "0" });
  await expect(into(join(fixture.dataDir, "backup"))).rejects.toThrow("inside the data folder");
  expect(existsSync(join(fixture.dataDir, "backup"))).toBe(false);
  const theirs = join(fixture.root, "theirs");
  mkdirSync(theirs);
  writeFileSync(join(theirs, "thesis.txt"), "mine");
  await expect(into(theirs)).rejects.toThrow("not empty");
  await fixture.backUp();
  const other = new DatabaseDriver(join(fixture.folder, "avatar-backup.lock"));
  other.exec("BEGIN EXCLUSIVE");
  await expect(fixture.backUp()).rejects.toThrow("under way");
  other.close();
  await fixture.server.stop();
});

test("damage in a backup is found before anything is changed, and damaged files can be left out", async () => {
  const fixture = await folderToBackUp();
  await fixture.backUp();
  await fixture.server.stop();
  const before = stateOf(fixture.dataDir);
  const manifest = await readManifest(fixture.folder);
  const [file] = manifest?.files.filter(({ path }) => path.startsWith("audio/tts/")) ?? [];
  const object = (sha256 = "") => join(fixture.folder, "objects", sha256.slice(0, 2), sha256);
  const content = readFileSync(object(file?.sha256));
  writeFileSync(object(file?.sha256), content.fill(1, 100, 200));
  await expect(fixture.restoreFrom()).rejects.toThrow("1 of 11 files in the backup are damaged or gone");
  expect(stateOf(fixture.dataDir)).toEqual(before);
  expect(await fixture.restoreFrom(fixture.folder, true)).toMatchObject({ files: 10, missing: 1 });

  writeFileSync(object(manifest?.database.sha256), "no database");
  await expect(fixture.restoreFrom()).rejects.toThrow("The database in");
  rmSync(join(fixture.folder, "avatar-backup.json"));
  await expect(fixture.restoreFrom()).rejects.toThrow("no finished backup");
});

test("a safety copy brings its database back; recordings without a row go to quarantine, and come back with their rows", async () => {
  const fixture = await folderToBackUp(2);
  const older = join(fixture.root, "older.db");
  await copyDatabase(join(fixture.dataDir, "app.db"), older);
  await fixture.server.talk(4);
  const newer = join(fixture.root, "newer.db");
  await copyDatabase(join(fixture.dataDir, "app.db"), newer);
  await fixture.server.stop();

  await fixture.restoreFrom(older);
  expect(await fixture.recordings.list()).toHaveLength(4);
  await (await fixture.start()).stop();
  expect(await fixture.restoreFrom(newer)).toMatchObject({ missing: 0 });
  expect(await fixture.recordings.list()).toHaveLength(12);
  const server = await fixture.start();
  expect(server.report).toMatchObject({ quarantined: 0, missing: 0 });
  await server.stop();
});

test("an interrupted restore is finished later, or changes nothing when it was before its point of no return", async () => {
  const fixture = await folderToBackUp(1);
  await fixture.server.stop();
  const before = stateOf(fixture.dataDir);
  const copy = join(fixture.root, "copy.db");
  await copyDatabase(join(fixture.dataDir, "app.db"), copy);
  const stage = async () => {
    await beginStaging(fixture.dataDir);
    await copyDatabase(copy, stagedPath(fixture.dataDir, "app.db"));
    mkdirSync(stagedPath(fixture.dataDir, "audio/raw"), { recursive: true });
  };
  await stage();
  expect(await finishRestore(fixture.dataDir)).toBeNull();
  expect(stateOf(fixture.dataDir)).toEqual(before);

  const aside = (name: string, path: string) => join(fixture.dataDir, "quarantine", name, path);
  for (const [index, cutOff] of [
    () => undefined,
    // Interrupted after the old log was moved but not the database; then after both were moved and nothing replaced
    // them.
    (name: string) => writeFileSync(aside(name, "app.db-wal"), ""),
    (name: string) => renameSync(join(fixture.dataDir, "app.db"), aside(name, "app.db")),
    () => renameSync(stagedPath(fixture.dataDir, "app.db"), join(fixture.dataDir, "app.db")),
  ].entries()) {
    await stage();
    const setAside = `2026-11-27T00-00-0${index}Z`;
    mkdirSync(aside(setAside, ""), { recursive: true });
    await commitRestore(fixture.dataDir, {
      source: copy,
      entries: ["app.db", "audio/raw"],
      setAside,
      isDatabaseOnly: false,
    });
    if (index === 3) renameSync(join(fixture.dataDir, "app.db"), aside(setAside, "app.db"));
    cutOff(setAside);
    expect(await finishRestore(fixture.dataDir)).toMatchObject({ source: copy });
    expect(stateOf(fixture.dataDir).rows).toEqual(before.rows);
    expect(existsSync(join(fixture.dataDir, ".restoring"))).toBe(false);
    expect(existsSync(aside(setAside, "app.db"))).toBe(true);
    expect(existsSync(aside(setAside, "audio/raw"))).toBe(true);
  }
});
