import { existsSync, lstatSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { catalogue } from "../../inference/models/catalogue";
import { modelIds } from "../../inference/models/contract";
import type { ModelFile } from "../../inference/models/model-file";
import { foldersOf } from "../../inference/models/model-folder";
import { retiredFolders } from "../../inference/models/retired-models";
import { isTemporaryName } from "../../platform/files/atomic-file";
import {
  certificateFolder,
  lockFile,
  quarantineFolder,
  safetyCopyFolder,
} from "../../platform/files/data-folder-layout";
import { tryFileLock } from "../../platform/files/file-lock";
import { listQuarantine } from "../../records/recordings/quarantine";

export const leftoverKinds = [
  "build_cache",
  "unfinished_files",
  "old_logs",
  "broken_off_downloads",
  "old_models",
  "quarantine",
] as const;
export type LeftoverKind = (typeof leftoverKinds)[number];

/** Something that can go without AVATAR missing it. */
export interface Leftover {
  kind: LeftoverKind;
  path: string;
  bytes: number;
}

export interface Places {
  projectRoot: string;
  dataDir: string;
  modelsDir: string;
  /** Then its unfinished files are its own. */
  isAvatarRunning: boolean;
}

/** A revision's folder in the model store. */
const revisionName = /^[0-9a-f]{12}$/;

/** Everything that `npx avatar cleanup` knows of, in the order of the kinds. Reads only. */
export function findLeftovers(places: Places): Leftover[] {
  const paths: Record<LeftoverKind, string[]> = {
    build_cache: [".next/cache", ".cache/check"].map((path) => join(places.projectRoot, path)).filter(existsSync),
    unfinished_files: unfinishedFiles(places),
    old_logs: namesIn(join(places.dataDir, "logs"))
      .filter((name) => /^avatar\.log\.\d+$/.test(name))
      .map((name) => join(places.dataDir, "logs", name)),
    broken_off_downloads: brokenOffDownloads(places.modelsDir),
    old_models: oldModels(places.modelsDir),
    quarantine: listQuarantine(places.dataDir).map(({ name }) => join(places.dataDir, quarantineFolder, name)),
  };
  return leftoverKinds.flatMap((kind) => paths[kind].map((path) => ({ kind, path, bytes: bytesAt(path) })));
}

/** Files that a crash left half-written; none of them was ever read. */
function unfinishedFiles({ dataDir, isAvatarRunning }: Places): string[] {
  if (isAvatarRunning) return [];
  return ["", certificateFolder, safetyCopyFolder].flatMap((folder) =>
    namesIn(join(dataDir, folder))
      .filter((name) => isTemporaryName(name.replace(/-(journal|wal|shm)$/, "")))
      .map((name) => join(dataDir, folder, name)),
  );
}

/** A download that another process is at right now holds the model's lock, and is left alone. */
function brokenOffDownloads(modelsDir: string): string[] {
  return modelIds.flatMap((id) => {
    const home = join(modelsDir, id);
    const parts = namesIn(home).filter((name) => name.endsWith(".partial"));
    if (parts.length === 0) return [];
    const release = tryFileLock(downloadLock(home));
    release?.();
    return release ? parts.map((name) => join(home, name)) : [];
  });
}

/** Revisions and models that this version does not use. Another clone on this machine may. */
function oldModels(modelsDir: string): string[] {
  const old = modelIds.flatMap((id) => {
    const model = catalogue[id];
    const files = model.files.filter((file): file is ModelFile => file.sha256 !== null);
    // Without all hashes the revision of today is not known here.
    if (files.length < model.files.length) return [];
    const { home, installed, earlier } = foldersOf(modelsDir, { ...model, files });
    const used = [installed, ...earlier];
    return namesIn(home)
      .filter((name) => revisionName.test(name))
      .map((name) => join(home, name))
      .filter((path) => !used.includes(path));
  });
  return [...retiredFolders(modelsDir), ...old];
}

/**
 * Removes what was found. Somebody may have begun to use it since: so each lock is held while what it guards is removed,
 * and what another process has locked stays.
 */
export async function removeLeftovers(
  found: readonly Leftover[],
  places: Pick<Places, "dataDir">,
): Promise<{ removed: Leftover[]; inUse: Leftover[] }> {
  const removed: Leftover[] = [];
  const inUse: Leftover[] = [];
  for (const leftover of found) {
    const lock = lockOf(leftover, places);
    const release = lock === null ? () => undefined : tryFileLock(lock);
    if (!release) {
      inUse.push(leftover);
      continue;
    }
    await rm(leftover.path, { recursive: true, force: true }).finally(release);
    removed.push(leftover);
  }
  return { removed, inUse };
}

/** The lock file of whoever may be at it; null: nobody is. */
function lockOf({ kind, path }: Leftover, { dataDir }: Pick<Places, "dataDir">): string | null {
  if (kind === "unfinished_files") return join(dataDir, lockFile);
  return kind === "broken_off_downloads" ? downloadLock(dirname(path)) : null;
}

const downloadLock = (home: string) => join(home, ".lock");

function bytesAt(path: string): number {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry?.isDirectory()) return entry?.size ?? 0;
  return namesIn(path).reduce((sum, name) => sum + bytesAt(join(path, name)), 0);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
