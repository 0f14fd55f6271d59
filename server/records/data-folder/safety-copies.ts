import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isTemporaryName, publish, temporaryPathFor } from "../../platform/files/atomic-file";
import { databaseFile, momentOf, safetyCopyFolder, stampOf } from "../../platform/files/data-folder-layout";
import { requireRoom } from "../../platform/files/disk-room";
import { explained } from "../../platform/words/sentence";
import type { CopyContent } from "./database-thread";

/** A copy of the database alone, made while it was known to be intact. */
export interface SafetyCopy {
  /** 2026-11-27T21-30-05Z-schema3-40turns.db */
  name: string;
  /** Absolute. */
  path: string;
  atMs: number;
  /** How many migrations it has had. */
  schema: number;
  turns: number;
}

const maxCopies = 3;
/**
 * A server that is restarted often replaces only its newest copy, so that the older ones stay old enough to be useful.
 */
const minApartMs = 6 * 3_600_000;
/** Disk space left free for new recordings. */
export const reserveBytes = 64 * 2 ** 20;

/** Newest first. */
export function listSafetyCopies(dataDir: string): SafetyCopy[] {
  const folder = join(dataDir, safetyCopyFolder);
  return namesIn(folder)
    .flatMap((name) => parse(folder, name))
    .sort((one, other) => other.atMs - one.atMs);
}

function parse(folder: string, name: string): SafetyCopy[] {
  const atMs = momentOf(name);
  const counts = /Z-schema(\d+)-(\d+)turns\.db$/.exec(name);
  if (atMs === null || !counts) return [];
  return [{ name, path: join(folder, name), atMs, schema: Number(counts[1]), turns: Number(counts[2]) }];
}

/** Which copies (newest first) may be removed now that the first one exists: three are kept. */
export function superseded(copies: readonly SafetyCopy[]): SafetyCopy[] {
  const [newest, second] = copies;
  // The last copy of an older schema is the way back from a migration.
  const isRepeated = newest && second && newest.schema === second.schema && newest.atMs - second.atMs < minApartMs;
  if (copies.length <= maxCopies || !newest || !second) return [];
  return isRepeated ? [second, ...copies.slice(maxCopies + 1)] : copies.slice(maxCopies);
}

/** Where a copy with such content lies. */
export function safetyCopyPath(
  folder: string,
  { atMs, schema, turns }: Pick<SafetyCopy, "atMs" | "schema" | "turns">,
): { name: string; path: string } {
  const name = `${stampOf(atMs)}-schema${schema}-${turns}turns.db`;
  return { name, path: join(folder, name) };
}

/** Removes what a crash left of unfinished copies. No copy may be in the making. */
export function clearTemporaryCopies(dataDir: string): void {
  const folder = join(dataDir, safetyCopyFolder);
  for (const name of namesIn(folder)) {
    if (isTemporaryName(name.replace(/-(journal|wal|shm)$/, ""))) rmSync(join(folder, name), { force: true });
  }
}

/**
 * Copies the database, which must be intact, with `copy`, and removes the copies that the new one supersedes.
 * Throws an Error with code ENOSPC, before writing anything, when the disk has too little room.
 */
export async function makeSafetyCopy(
  dataDir: string,
  copy: (from: string, to: string) => Promise<CopyContent>,
  nowMs: number,
): Promise<SafetyCopy> {
  const folder = join(dataDir, safetyCopyFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  clearTemporaryCopies(dataDir);
  await requireRoomForCopy(dataDir);
  const temporary = temporaryPathFor(join(folder, "copy"));
  const { turns, migrations: schema } = await copy(join(dataDir, databaseFile), temporary);
  const { name, path } = safetyCopyPath(folder, { atMs: nowMs, schema, turns });
  await publish(temporary, path);
  for (const old of superseded(listSafetyCopies(dataDir))) rmSync(old.path, { force: true });
  return { name, path, atMs: nowMs, schema, turns };
}

async function requireRoomForCopy(dataDir: string): Promise<void> {
  const sizes = [databaseFile, `${databaseFile}-wal`].map(
    (name) => statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  const copyBytes = sizes.reduce((sum, size) => sum + size, reserveBytes);
  await requireRoom(dataDir, copyBytes, (needed, free) => {
    const values = { needed, free, dataDir };
    const refused = explained(
      "A safety copy of the database needs {needed}, and {free} are free in {dataDir}.",
      values,
    );
    return Object.assign(refused, { code: "ENOSPC" });
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
