import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { syncFolder, writeFileDurably } from "../../platform/files/atomic-file";
import {
  databaseFile,
  databaseFiles,
  quarantineFolder,
  restoringFolder,
} from "../../platform/files/data-folder-layout";
import { silentLogger } from "../../platform/observability/logger";
import { createRecordings } from "../recordings/file-recordings";
import { aboutFile, quarantine, takeBack } from "../recordings/quarantine";
import { inspectDatabase } from "./inspect";

const stateName = "state.json";
/** The staging folder of a restore; each file lies under its future path in the data folder. */
const stagedFolder = "new";

const stateSchema = z.object({
  /** The source, for people. */
  source: z.string(),
  /** The files and whole folders that are put in place, by path in the data folder. */
  entries: z.array(z.string()),
  /** The quarantine entry that gets the replaced files. */
  setAside: z.string(),
  /** Only a database is restored: recordings that its rows do not name are set aside as well. */
  isDatabaseOnly: z.boolean(),
});
export type RestoreState = z.infer<typeof stateSchema>;

export function stagedPath(dataDir: string, path: string): string {
  return join(dataDir, restoringFolder, stagedFolder, path);
}

/** Creates an empty staging folder; remains of an interrupted restore are removed. */
export async function beginStaging(dataDir: string): Promise<void> {
  await rm(join(dataDir, restoringFolder), { recursive: true, force: true });
  await mkdir(join(dataDir, restoringFolder, stagedFolder), { recursive: true, mode: 0o700 });
}

/** The point of no return: everything is staged, complete and durable; from now on a start finishes the restore. */
export async function commitRestore(dataDir: string, state: RestoreState): Promise<void> {
  await writeFileDurably(join(dataDir, restoringFolder, stateName), JSON.stringify(state));
}

/**
 * Puts the staged files in place by renames alone and moves the replaced ones to quarantine. May be interrupted at any
 * moment and called again. Returns null when no restore had reached its point of no return: then nothing changes, and
 * the staged files are removed.
 */
export async function finishRestore(dataDir: string): Promise<RestoreState | null> {
  const folder = join(dataDir, restoringFolder);
  if (!existsSync(folder)) return null;
  const state = readState(join(folder, stateName));
  if (state) {
    for (const entry of state.entries) await putInPlace(dataDir, entry, state.setAside);
    const setAside = join(dataDir, quarantineFolder, state.setAside);
    if (existsSync(setAside))
      await writeFile(join(setAside, aboutFile), `What a restore from ${state.source} replaced.\n`);
    if (state.isDatabaseOnly) await matchRecordings(dataDir, state);
  }
  await rm(folder, { recursive: true, force: true });
  await syncFolder(dataDir);
  return state;
}

/** Whether a restore has passed its point of no return but is not finished. */
export function isRestoreUnfinished(dataDir: string): boolean {
  return existsSync(join(dataDir, restoringFolder, stateName));
}

function readState(path: string): RestoreState | null {
  return existsSync(path) ? stateSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : null;
}

async function putInPlace(dataDir: string, entry: string, setAside: string): Promise<void> {
  const staged = stagedPath(dataDir, entry);
  // This was done before the interruption.
  if (!existsSync(staged)) return;
  // The old write-ahead log must be gone before another database lies beside it.
  for (const old of entry === databaseFile ? databaseFiles : [entry]) {
    if (existsSync(join(dataDir, old))) await move(join(dataDir, old), join(dataDir, quarantineFolder, setAside, old));
  }
  await move(staged, join(dataDir, entry));
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await rename(from, to);
  await syncFolder(dirname(to));
  await syncFolder(dirname(from));
}

/**
 * An older or newer database names other recordings: those come back from quarantine, and those it does not name go
 * there.
 */
async function matchRecordings(dataDir: string, { source }: RestoreState): Promise<void> {
  const { named } = inspectDatabase(join(dataDir, databaseFile));
  const onDisk = new Set(await createRecordings(dataDir, silentLogger).list());
  const reason = `Recordings that the database restored from ${source} does not name.`;
  await quarantine(
    dataDir,
    [...onDisk].filter((path) => !named.has(path)),
    { reason, nowMs: Date.now() },
  );
  await takeBack(
    dataDir,
    [...named].filter((path) => !onDisk.has(path)),
  );
}
