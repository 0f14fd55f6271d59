import { type Dirent, existsSync, lstatSync, readdirSync } from "node:fs";
import { copyFile, mkdir, rename, rm, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFile, syncFolder } from "../../platform/files/atomic-file";
import { momentOf, quarantineFolder, stampOf } from "../../platform/files/data-folder-layout";

const dayMs = 86_400_000;
/** The file that says why an entry was made. */
export const aboutFile = "about.txt";

/** A dated folder of files that were set aside; inside, each lies under its former path in the data folder. */
export interface QuarantineEntry {
  /** 2026-11-27T21-30-05Z */
  name: string;
  atMs: number;
  /** Relative to the entry. */
  files: string[];
  bytes: number;
}

/**
 * Moves files (paths relative to the data folder) into a new dated quarantine entry; returns its name, null when none
 * of the files exists. Durable; at every moment each file is in exactly one of the two places. `reason` is kept beside
 * them, for people.
 */
export async function quarantine(
  dataDir: string,
  paths: readonly string[],
  options: { reason: string; nowMs: number; keep?: boolean },
): Promise<string | null> {
  const present = paths.filter((path) => existsSync(join(dataDir, path)));
  if (present.length === 0) return null;
  const name = await newEntry(dataDir, options.nowMs);
  const entry = join(dataDir, quarantineFolder, name);
  await writeFile(join(entry, aboutFile), `${options.reason}\n`, { mode: 0o600 });
  for (const folder of new Set(present.map((path) => dirname(join(entry, path))))) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  for (const path of present) {
    if (options.keep) await copyDurably(join(dataDir, path), join(entry, path));
    else await moveFile(join(dataDir, path), join(entry, path));
  }
  const folders = new Set(present.flatMap((path) => [dirname(join(entry, path)), dirname(join(dataDir, path))]));
  for (const folder of [...folders, entry, dirname(entry)]) await syncFolder(folder);
  return name;
}

/** Moves back those files that are in quarantine, from the newest entry that has them; returns them. */
export async function takeBack(dataDir: string, paths: readonly string[]): Promise<string[]> {
  const entries = paths.length > 0 ? entryNames(dataDir) : [];
  const back: string[] = [];
  for (const path of paths) {
    const entry = entries.find((name) => existsSync(join(dataDir, quarantineFolder, name, path)));
    if (entry === undefined || existsSync(join(dataDir, path))) continue;
    await mkdir(dirname(join(dataDir, path)), { recursive: true, mode: 0o700 });
    await moveFile(join(dataDir, quarantineFolder, entry, path), join(dataDir, path));
    back.push(path);
  }
  for (const folder of new Set(back.map((path) => dirname(join(dataDir, path))))) await syncFolder(folder);
  return back;
}

/** Newest first. */
export function listQuarantine(dataDir: string): QuarantineEntry[] {
  return entryNames(dataDir).map((name) => {
    const entry = join(dataDir, quarantineFolder, name);
    const files = filesUnder(entry, "").filter((path) => path !== aboutFile);
    const bytes = files.reduce((sum, path) => sum + lstatSync(join(entry, path)).size, 0);
    return { name, atMs: momentOf(name) ?? 0, files, bytes };
  });
}

/**
 * Deletes entries that are older than `keepDays` both by their name and by the file system's time; returns their names.
 * 0 keeps everything for ever.
 */
export async function removeOldQuarantine(dataDir: string, keepDays: number, nowMs: number): Promise<string[]> {
  const old = entryNames(dataDir).filter((name) => keepDays > 0 && setAsideMs(name) < nowMs - keepDays * dayMs);
  for (const name of old) await rm(join(dataDir, quarantineFolder, name), { recursive: true, force: true });
  return old;

  /** The clock may have been wrong when the entry got its name. */
  function setAsideMs(name: string): number {
    return Math.max(momentOf(name) ?? nowMs, lstatSync(join(dataDir, quarantineFolder, name)).ctimeMs);
  }
}

function entryNames(dataDir: string): string[] {
  return entriesOf(join(dataDir, quarantineFolder))
    .filter((entry) => entry.isDirectory() && momentOf(entry.name) !== null)
    .map(({ name }) => name)
    .sort()
    .reverse();
}

/** Creates a new folder: two entries may be made in the same second. */
async function newEntry(dataDir: string, nowMs: number): Promise<string> {
  const folder = join(dataDir, quarantineFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let more = 0; ; more++) {
    const name = more === 0 ? stampOf(nowMs) : `${stampOf(nowMs)}-${more}`;
    try {
      await mkdir(join(folder, name), { mode: 0o700 });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // The audio folder may be on another disk.
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyDurably(from, to);
    await unlink(from);
  }
}

async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await syncFile(to);
}

function filesUnder(root: string, folder: string): string[] {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(root, path) : [path];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
