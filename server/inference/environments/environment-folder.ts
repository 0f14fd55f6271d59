import { readdirSync, readFileSync, statSync } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileDurably } from "../../platform/files/atomic-file";
import type { WorkerName } from "./worker-builds";

/**
 * Where a worker's environments live below the models' folder:
 *
 *   environments/WORKER/REVISION/              one virtual environment; its scripts name this folder, so it never moves
 *   environments/WORKER/REVISION/avatar.json   written last: its library was imported
 *   environments/WORKER/downloads/             what an installation in progress, or broken off, has fetched
 */
export interface EnvironmentFolders {
  home: string;
  /** The environment of this revision. */
  environment: string;
  downloads: string;
  /** Where pip and uv put what is incomplete. */
  temporary: string;
  lock: string;
}

const homeOf = (modelsDir: string, worker: WorkerName) => join(modelsDir, "environments", worker);

export function environmentFolders(modelsDir: string, worker: WorkerName, revision: string): EnvironmentFolders {
  const home = homeOf(modelsDir, worker);
  return {
    home,
    environment: join(home, revision),
    downloads: join(home, "downloads"),
    temporary: join(home, "temporary"),
    lock: join(home, ".lock"),
  };
}

const recordSchema = z.object({
  /** Name of the lock file that it was made from. */
  build: z.string(),
  /** Of the library: "1.2.1". */
  version: z.string(),
  /** "3.11.7" */
  python: z.string(),
  /** As `torch.version.cuda` writes it; null without PyTorch. */
  cuda: z.string().nullable(),
});
export type EnvironmentRecord = z.infer<typeof recordSchema>;
const recordName = "avatar.json";
/** The unit of `blocks` in stat(2), whatever the disk's own blocks are. */
const statBlockBytes = 512;

export interface Environment extends EnvironmentRecord {
  revision: string;
  folder: string;
  /** Absolute path of its `bin/python`. */
  pythonPath: string;
}

/** A worker's environments whose library was imported once, the newest first. */
export function installedEnvironments(modelsDir: string, worker: WorkerName): Environment[] {
  const home = homeOf(modelsDir, worker);
  return namesIn(home)
    .flatMap((revision) => {
      const folder = join(home, revision);
      const record = readRecord(join(folder, recordName));
      return record ? [{ ...record, revision, folder, pythonPath: pythonIn(folder) }] : [];
    })
    .sort((one, other) => madeAtMs(other) - madeAtMs(one));
}

/** The environment that a worker is started with; null: none is installed. */
export const environmentOf = (modelsDir: string, worker: WorkerName): Environment | null =>
  installedEnvironments(modelsDir, worker)[0] ?? null;

export const pythonIn = (folder: string): string => join(folder, "bin", "python");

/** Makes an environment the one that is used. */
export async function publishEnvironment(folder: string, record: EnvironmentRecord): Promise<void> {
  await writeFileDurably(join(folder, recordName), JSON.stringify(record, null, 1), 0o666);
}

/** The folders of all revisions, whole or not. */
export function environmentsIn({ home }: EnvironmentFolders): string[] {
  return namesIn(home)
    .filter((name) => /^[0-9a-f]{12}$/.test(name))
    .map((name) => join(home, name));
}

/** Deletes an environment; whatever interrupts this, it is not taken for a whole one afterwards. */
export async function removeEnvironment(folder: string): Promise<void> {
  await rm(join(folder, recordName), { force: true });
  await rm(folder, { recursive: true, force: true });
}

/** The room that deleting this folder makes on its disk: what uv has linked from its cache stays there. */
export async function bytesFreedWith(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let freedBytes = 0;
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = await lstat(join(entry.parentPath, entry.name)).catch(() => null);
    if (file?.nlink === 1) freedBytes += file.blocks * statBlockBytes;
  }
  return freedBytes;
}

function readRecord(path: string): EnvironmentRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null;
  }
}

const madeAtMs = ({ folder }: Environment): number =>
  statSync(join(folder, recordName), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
