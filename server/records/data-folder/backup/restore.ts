import { createReadStream, existsSync, mkdirSync, statSync } from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  certificateFolder,
  databaseFile,
  quarantineFolder,
  recordingFolders,
  secretFile,
  stampOf,
} from "../../../platform/files/data-folder-layout";
import { requireRoom } from "../../../platform/files/disk-room";
import { writeVerified } from "../../../platform/files/verified-file";
import { ExplainedError, explained, sentence } from "../../../platform/words/sentence";
import { copyDatabase } from "../database-work.mjs";
import { beginStaging, commitRestore, finishRestore, stagedPath } from "../restore-swap";
import type { BackedUpFile } from "./manifest";
import type { RestoreSource } from "./restore-source";

export interface RestoreOptions {
  dataDir: string;
  source: RestoreSource;
  /** Skip damaged files of the backup; otherwise any damage means that nothing is restored. */
  withoutDamaged: boolean;
  nowMs: number;
  onProgress?: (progress: { doneBytes: number; totalBytes: number }) => void;
}

export interface RestoreReport {
  files: number;
  /** Recordings that rows name but that are missing now. */
  missing: number;
  /** The quarantine entry with the replaced files; null when nothing was replaced. */
  setAside: string | null;
}

/**
 * Replaces a data folder's content by the source's. The caller holds the folder's lock. First everything is copied
 * beside it and checked against its hash; nothing changes until then. The remaining steps are renames, which the next
 * start finishes after an interruption. Throws an Error with advice.
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const { dataDir, source } = options;
  await finishRestore(dataDir);
  requireOneDisk(dataDir);
  await requireRoomFor(dataDir, source);
  await beginStaging(dataDir);
  const { staged, damaged } = await gather(options);
  if (damaged.length > 0 && !options.withoutDamaged) {
    await finishRestore(dataDir);
    const counts = { damaged: damaged.length, all: source.files.length };
    throw new ExplainedError([
      sentence("{damaged} of {all} files in the backup are damaged or gone:", counts),
      ...damaged.slice(0, 5).map((path) => sentence("  {path}", { path })),
      sentence("Nothing was changed. With --without-damaged the others are restored."),
    ]);
  }
  const setAside = freeEntry(dataDir, options.nowMs);
  const entries = source.kind === "backup" ? await wholeFolders(dataDir, staged) : [];
  await commitRestore(dataDir, {
    source: source.path,
    entries: [databaseFile, ...entries],
    setAside,
    isDatabaseOnly: source.kind === "database",
  });
  await finishRestore(dataDir);
  const missing = [...source.named].filter((path) => !existsSync(join(dataDir, path))).length;
  const hasReplaced = existsSync(join(dataDir, quarantineFolder, setAside));
  return { files: staged.length, missing, setAside: hasReplaced ? setAside : null };
}

/** Copies the new content into the staging folder. */
async function gather({
  dataDir,
  source,
  onProgress,
}: RestoreOptions): Promise<{ staged: string[]; damaged: string[] }> {
  const totalBytes = bytesOf(source);
  // Copied through SQLite, not byte by byte: a safety copy that somebody opened may have its own write-ahead log.
  await copyDatabase(source.databasePath, stagedPath(dataDir, databaseFile));
  let doneBytes = statSync(source.databasePath).size;
  const [staged, damaged]: [string[], string[]] = [[], []];
  for (const file of source.files) {
    const isWhole = await gatherFile(file, source.contentOf(file), stagedPath(dataDir, file.path));
    (isWhole ? staged : damaged).push(file.path);
    doneBytes += file.sizeBytes;
    onProgress?.({ doneBytes, totalBytes });
  }
  return { staged, damaged };
}

async function gatherFile(file: BackedUpFile, from: string, to: string): Promise<boolean> {
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    await writeVerified(to, createReadStream(from), { name: file.path, ...file });
    // Keep the modification time, so that the next backup into the same folder recognises the file as unchanged.
    await utimes(to, new Date(), new Date(file.modifiedMs));
    return true;
  } catch (error) {
    if ((error as Error).name === "WrongContentError" || (error as NodeJS.ErrnoException).code === "ENOENT")
      return false;
    throw error;
  }
}

/** The recordings' folders are replaced as a whole, even when empty, so that no old file stays in them. */
async function wholeFolders(dataDir: string, staged: readonly string[]): Promise<string[]> {
  for (const folder of recordingFolders) {
    mkdirSync(stagedPath(dataDir, folder), { recursive: true, mode: 0o700 });
    // In a git clone this file keeps the otherwise empty folder.
    if (existsSync(join(dataDir, folder, ".gitkeep"))) await writeFile(stagedPath(dataDir, `${folder}/.gitkeep`), "");
  }
  const others = [secretFile, certificateFolder].filter((name) =>
    staged.some((path) => path === name || path.startsWith(`${name}/`)),
  );
  return [...recordingFolders, ...others];
}

function bytesOf(source: RestoreSource): number {
  return source.files.reduce((sum, file) => sum + file.sizeBytes, statSync(source.databasePath).size);
}

async function requireRoomFor(dataDir: string, source: RestoreSource): Promise<void> {
  await requireRoom(dataDir, bytesOf(source), (needed, free) => {
    return explained(
      "The restore needs {needed}, because what is there now is kept, and {free} are free in {dataDir}. Make room, or restore into another folder with AVATAR_DATA_DIR.",
      { needed, free, dataDir },
    );
  });
}

/** Renames do not cross file systems, and a copy could be interrupted half-way. */
function requireOneDisk(dataDir: string): void {
  const device = statSync(dataDir).dev;
  const other = ["audio", ...recordingFolders].find((folder) => {
    const there = statSync(join(dataDir, folder), { throwIfNoEntry: false });
    return there && there.dev !== device;
  });
  if (!other) return;
  throw explained("{path} is on another disk: restore into a new folder with AVATAR_DATA_DIR, and move it by hand.", {
    path: join(dataDir, other),
  });
}

function freeEntry(dataDir: string, nowMs: number): string {
  for (let more = 0; ; more++) {
    const name = more === 0 ? stampOf(nowMs) : `${stampOf(nowMs)}-${more}`;
    if (!existsSync(join(dataDir, quarantineFolder, name))) return name;
  }
}
