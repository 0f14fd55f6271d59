import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { certificateFolder, databaseFile, secretFile } from "../../../platform/files/data-folder-layout";
import { megabytes, requireRoom } from "../../../platform/files/disk-room";
import { tryFileLock } from "../../../platform/files/file-lock";
import { WrongContentError } from "../../../platform/files/verified-file";
import { copyDatabase } from "../database-work.mjs";
import { inspectDatabase } from "../inspect";
import { type BackedUpFile, type BackupManifest, readManifest, writeManifest } from "./manifest";
import { createObjectStore, type ObjectStore } from "./object-store";

/** Marks a folder as ours, and prevents two backups into it at the same time. */
const lockName = "avatar-backup.lock";
/** Replies may be shortened during the copy: for those the database is read again. */
const mostRounds = 3;

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
}

/**
 * Backs a data folder up into a folder, also while a server uses it: a snapshot of the database, and the files that its
 * rows name. Content from an earlier backup in that folder is not copied again; the earlier backup can be restored
 * until this one is complete. Throws an Error with advice on failure.
 */
export async function createBackup(options: BackupOptions): Promise<BackupReport> {
  const { dataDir, folder } = options;
  if (!existsSync(join(dataDir, databaseFile)))
    throw new Error(`There is no database in ${dataDir}: nothing to back up.`);
  prepareFolder(dataDir, folder);
  const unlock = lockFolder(folder);
  try {
    // A damaged manifest only means that every file is read again; a new manifest replaces it.
    const earlier = await readManifest(folder).catch(() => null);
    const round = { ...options, store: createObjectStore(folder), known: knownFiles(earlier?.files ?? []) };
    let copy = await copyOnce(round);
    for (let rounds = 1; copy.hasChanged && rounds < mostRounds; rounds++) {
      copy = await copyOnce({ ...round, known: knownFiles(copy.manifest.files), before: copy });
    }
    await writeManifest(folder, copy.manifest);
    const wanted = [copy.manifest.database.sha256, ...copy.manifest.files.map(({ sha256 }) => sha256)];
    await round.store.keepOnly(new Set(wanted));
    const { database, files, missing } = copy.manifest;
    const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, database.sizeBytes);
    return {
      turns: database.turns,
      files: files.length,
      totalBytes,
      newFiles: copy.newFiles,
      newBytes: copy.newBytes,
      missing,
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
  /** A file changed or vanished since the rows were read: the rows may have changed too. */
  hasChanged: boolean;
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
  let hasChanged = false;
  for (const { path, there } of plan.files) {
    const file = there && (await backUpFile(path, there, round));
    if (file) {
      files.push(file.entry);
      if (file.isNew) [newFiles, newBytes] = [newFiles + 1, newBytes + file.entry.sizeBytes];
      hasChanged ||= file.entry.modifiedMs >= readAtMs;
    } else {
      missing.push(path);
      hasChanged ||= !before?.manifest.missing.includes(path);
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
  // A file missing at first may have been missing for long or was just replaced; reading the rows once more tells and
  // costs little.
  return { manifest, newFiles, newBytes, hasChanged };

  async function backUpFile(path: string, { size, mtimeMs }: FileFacts, { dataDir: root }: Round) {
    const same = known.get(path);
    if (same?.sizeBytes === size && same.modifiedMs === mtimeMs && (await store.has(same)))
      return { entry: same, isNew: false };
    try {
      const { isNew, ...content } = await store.add(join(root, path));
      return { entry: { path, ...content, modifiedMs: mtimeMs }, isNew };
    } catch (error) {
      // The file was replaced or removed just now: the next round reads the changed rows.
      if (error instanceof WrongContentError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
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

/** Files that no turn's row names: cloned voices, the secret for login cookies, the certificate. */
async function filesBesideRows(dataDir: string): Promise<string[]> {
  const [profiles, certificates] = await Promise.all(
    ["audio/profiles", certificateFolder].map(async (folder) => {
      const entries = await readdir(join(dataDir, folder), { withFileTypes: true, recursive: true }).catch(() => []);
      const files = entries.filter(
        (entry) => entry.isFile() && !entry.name.endsWith(".tmp") && entry.name !== ".gitkeep",
      );
      return files.map((entry) => join(entry.parentPath, entry.name).slice(join(dataDir, "x").length - 1));
    }),
  );
  const secret = existsSync(join(dataDir, secretFile)) ? [secretFile] : [];
  return [...(profiles ?? []), ...(certificates ?? []), ...secret];
}

function knownFiles(files: readonly BackedUpFile[]): Map<string, BackedUpFile> {
  return new Map(files.map((file) => [file.path, file]));
}

/** Creates the folder, or verifies that it is one of ours. Throws an Error that says why it can't be used. */
function prepareFolder(dataDir: string, folder: string): void {
  const [data, target] = [realpathSync(dataDir), nearestRealPath(folder)];
  if (`${target}${sep}`.startsWith(`${data}${sep}`)) {
    throw new Error(
      `${folder} is inside the data folder: what is lost with that would be lost, too. Choose another one.`,
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder);
  if (names.length > 0 && !names.includes(lockName)) {
    throw new Error(`${folder} is not empty, and is no backup of AVATAR. Choose an empty folder or a new one.`);
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
  throw new Error(`Another backup into ${folder} is under way.`);
}

async function requireRoomFor(folder: string, bytes: number): Promise<void> {
  await requireRoom(folder, bytes, (neededBytes, freeBytes) => {
    const both = `${megabytes(neededBytes)} more, and ${megabytes(freeBytes)} are free in ${folder}`;
    return new Error(`The backup needs ${both}.`);
  });
}
