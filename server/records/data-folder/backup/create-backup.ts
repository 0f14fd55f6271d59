import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import {
  broughtFolders,
  certificateFolder,
  databaseFile,
  secretFile,
} from "../../../platform/files/data-folder-layout";
import { requireRoom } from "../../../platform/files/disk-room";
import { tryFileLock } from "../../../platform/files/file-lock";
import { WrongContentError } from "../../../platform/files/verified-file";
import { explained } from "../../../platform/words/sentence";
import { copyDatabase } from "../database-work.mjs";
import { inspectDatabase } from "../inspect";
import { noteBackup } from "./last-backup";
import { type BackedUpFile, type BackupManifest, readManifest, writeManifest } from "./manifest";
import { createObjectStore, type ObjectStore } from "./object-store";

/** Marks a folder as ours, and prevents two backups into it at the same time. */
const lockName = "avatar-backup.lock";
/** A reply may be shortened while files are copied: then the database is copied again, at most this often in all. */
const mostRounds = 3;
/** How often a file is read that is replaced meanwhile. */
const mostReads = 3;

export interface BackupOptions {
  dataDir: string;
  /** Absolute. */
  folder: string;
  avatarVersion: string;
  onProgress?: (progress: { doneBytes: number; totalBytes: number }) => void;
}

export interface BackupReport {
  turns: number;
  files: number;
  totalBytes: number;
  /** Files whose content was not in the folder before. */
  newFiles: number;
  newBytes: number;
  /** Recordings that rows name but that are not on disk. */
  missing: string[];
  /** Files that changed even during the last round: their rows may be a moment older than they are. */
  changed: string[];
}

/**
 * Backs a data folder up into a folder, also while a server uses it: a snapshot of the database, and the files that its
 * rows name. Content from an earlier backup in that folder is not copied again; the earlier backup can be restored
 * until this one is complete. Throws an Error with advice on failure.
 */
export async function createBackup(options: BackupOptions): Promise<BackupReport> {
  const { dataDir, folder } = options;
  if (!existsSync(join(dataDir, databaseFile)))
    throw explained("There is no database in {dataDir}: nothing to back up.", { dataDir });
  prepareFolder(dataDir, folder);
  const unlock = lockFolder(folder);
  try {
    // A damaged manifest only means that every file is read again; a new manifest replaces it.
    const earlier = await readManifest(folder).catch(() => null);
    const round = { ...options, store: createObjectStore(folder), known: knownFiles(earlier?.files ?? []) };
    let copy = await copyOnce(round);
    for (let rounds = 1; copy.changed.length > 0 && rounds < mostRounds; rounds++) {
      copy = await copyOnce({ ...round, known: knownFiles(copy.manifest.files), before: copy });
    }
    // While many people talk, every round finds a change. The backup is kept all the same, and the report names the
    // files: refusing it would leave a busy installation without a new backup.
    await writeManifest(folder, copy.manifest);
    const wanted = [copy.manifest.database.sha256, ...copy.manifest.files.map(({ sha256 }) => sha256)];
    await round.store.keepOnly(new Set(wanted));
    // The backup is complete, also where nothing can be written beside the data.
    await noteBackup(dataDir, { createdAt: copy.manifest.createdAt, turns: copy.manifest.database.turns }).catch(
      () => undefined,
    );
    const { database, files, missing } = copy.manifest;
    const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, database.sizeBytes);
    return {
      turns: database.turns,
      files: files.length,
      totalBytes,
      newFiles: copy.newFiles,
      newBytes: copy.newBytes,
      missing,
      changed: copy.changed.filter((path) => !missing.includes(path)),
    };
  } finally {
    unlock();
  }
}

interface Round extends BackupOptions {
  store: ObjectStore;
  known: ReadonlyMap<string, BackedUpFile>;
  before?: Copy;
}

interface Copy {
  manifest: BackupManifest;
  newFiles: number;
  newBytes: number;
  /** Files that were written, or found missing for the first time, after the rows were read: those may have changed. */
  changed: string[];
}

async function copyOnce(round: Round): Promise<Copy> {
  const { dataDir, folder, store, known, before } = round;
  const readAtMs = Date.now();
  await requireRoomFor(folder, statSync(join(dataDir, databaseFile)).size);
  const temporary = await store.temporaryPath();
  const { turns, migrations } = await copyDatabase(join(dataDir, databaseFile), temporary);
  const { named } = inspectDatabase(temporary);
  const database = { ...(await store.adopt(temporary)), turns, migrations };

  const plan = await planCopy(round, [...named, ...(await filesBesideRows(dataDir))]);
  await requireRoomFor(folder, plan.bytesToRead);
  const files: BackedUpFile[] = [];
  const missing: string[] = [];
  let [newFiles, newBytes, doneBytes] = [before?.newFiles ?? 0, before?.newBytes ?? 0, 0];
  const changed: string[] = [];
  for (const { path, there } of plan.files) {
    const file = there && (await backUpFile(path, there, round));
    if (file) {
      files.push(file.entry);
      if (file.isNew) [newFiles, newBytes] = [newFiles + 1, newBytes + file.entry.sizeBytes];
      if (file.writtenMs >= readAtMs) changed.push(path);
    } else {
      missing.push(path);
      // It may have been missing for long, or was removed just now: reading the rows again tells, and costs little.
      if (!before?.manifest.missing.includes(path)) changed.push(path);
    }
    doneBytes += there?.size ?? 0;
    round.onProgress?.({ doneBytes, totalBytes: plan.totalBytes });
  }
  const manifest: BackupManifest = {
    format: "avatar-backup",
    formatVersion: 1,
    createdAt: new Date(readAtMs).toISOString(),
    avatarVersion: round.avatarVersion,
    database,
    files,
    missing,
  };
  return { manifest, newFiles, newBytes, changed };

  async function backUpFile(path: string, { size, mtimeMs }: FileFacts, { dataDir: root }: Round) {
    const same = known.get(path);
    if (same?.sizeBytes === size && same.modifiedMs === mtimeMs && (await store.has(same)))
      return { entry: same, isNew: false, writtenMs: mtimeMs };
    const source = join(root, path);
    try {
      const { isNew, ...content } = await addWhole(store, source);
      // Another file may have taken this name since `mtimeMs` was read; its row is then newer than the copied one.
      const { mtimeMs: writtenMs } = await stat(source);
      return { entry: { path, ...content, modifiedMs: mtimeMs }, isNew, writtenMs };
    } catch (error) {
      // The file was removed just now, or is replaced all the time: the next round reads the changed rows.
      if (error instanceof WrongContentError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }
}

/** Adds a file; one that was replaced while it was read is read again. Throws WrongContentError after the last time. */
async function addWhole(store: ObjectStore, path: string) {
  for (let reads = 1; ; reads++) {
    try {
      return await store.add(path);
    } catch (error) {
      if (!(error instanceof WrongContentError) || reads === mostReads) throw error;
    }
  }
}

interface FileFacts {
  size: number;
  mtimeMs: number;
}

async function planCopy({ dataDir, known }: Round, paths: readonly string[]) {
  const files: { path: string; there: FileFacts | null }[] = [];
  let [totalBytes, bytesToRead] = [0, 0];
  for (const path of paths) {
    const there = await stat(join(dataDir, path)).catch(() => null);
    files.push({ path, there });
    totalBytes += there?.size ?? 0;
    if (there && known.get(path)?.modifiedMs !== there.mtimeMs) bytesToRead += there.size;
  }
  return { files, totalBytes, bytesToRead };
}

/** Recordings of which a voice is still being made: they go within a day. */
const draftRecording = /^audio\/profiles\/[^/]+\/(upload|decoded\.wav)$/;

/** Files that no turn's row names: voices and their consents, the secret for login cookies, the certificate. */
async function filesBesideRows(dataDir: string): Promise<string[]> {
  const found = await Promise.all(
    [...broughtFolders, certificateFolder].map(async (folder) => {
      const entries = await readdir(join(dataDir, folder), { withFileTypes: true, recursive: true }).catch(() => []);
      const files = entries.filter(
        (entry) => entry.isFile() && !entry.name.endsWith(".tmp") && entry.name !== ".gitkeep",
      );
      const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(join(dataDir, "x").length - 1));
      return paths.filter((path) => !draftRecording.test(path));
    }),
  );
  const secret = existsSync(join(dataDir, secretFile)) ? [secretFile] : [];
  return [...found.flat(), ...secret];
}

function knownFiles(files: readonly BackedUpFile[]): Map<string, BackedUpFile> {
  return new Map(files.map((file) => [file.path, file]));
}

/** Creates the folder, or verifies that it is one of ours. Throws an Error that says why it can't be used. */
function prepareFolder(dataDir: string, folder: string): void {
  const [data, target] = [realpathSync(dataDir), nearestRealPath(folder)];
  if (`${target}${sep}`.startsWith(`${data}${sep}`)) {
    throw explained(
      "{folder} is inside the data folder: what is lost with that would be lost, too. Choose another one.",
      { folder },
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder);
  if (names.length > 0 && !names.includes(lockName)) {
    throw explained("{folder} is not empty, and is no backup of AVATAR. Choose an empty folder or a new one.", {
      folder,
    });
  }
  try {
    chmodSync(folder, 0o700);
  } catch {
    // The file system has no modes: anybody who can read the disk can read the backup.
  }
}

function nearestRealPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return join(nearestRealPath(dirname(path)), path.slice(dirname(path).length));
}

function lockFolder(folder: string): () => void {
  const release = tryFileLock(join(folder, lockName));
  if (release) return release;
  throw explained("Another backup into {folder} is under way.", { folder });
}

async function requireRoomFor(folder: string, bytes: number): Promise<void> {
  await requireRoom(folder, bytes, (needed, free) =>
    explained("The backup needs {needed} more, and {free} are free in {folder}.", { needed, free, folder }),
  );
}
