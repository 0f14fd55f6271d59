import { constants } from "node:fs";
import { access, open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

export interface FolderState {
  /** Node's error code; null when nothing failed. */
  error: string | null;
  freeBytes: number | null;
  isOutOfFiles: boolean;
  /** Identifies the database's file, so that another file in its place is noticed; null when there is none. */
  databaseId: string | null;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "UNKNOWN";

/**
 * Checks without writing: is the folder there and writable, is the database's file in it, how much room is left. Never
 * rejects.
 */
export async function inspectFolder(dataDir: string, databasePath: string): Promise<FolderState> {
  try {
    // This fails on a file system that is mounted read-only.
    await access(dataDir, constants.W_OK);
    const [{ bavail, bsize, files, ffree }, { dev, ino }] = await Promise.all([statfs(dataDir), stat(databasePath)]);
    // File systems that make inodes on demand report a total of 0.
    const isOutOfFiles = files > 0 && ffree === 0;
    return { error: null, freeBytes: bavail * bsize, isOutOfFiles, databaseId: `${dev}:${ino}` };
  } catch (error) {
    return { error: codeOf(error), freeBytes: null, isOutOfFiles: false, databaseId: null };
  }
}

const probeBytes = 4_096;

/** Writes a small file durably and removes it. Resolves with Node's error code; null when nothing failed. */
export async function writeProbeFile(folder: string): Promise<string | null> {
  const path = join(folder, `.avatar-probe-${process.pid}`);
  try {
    const file = await open(path, "w", 0o600);
    try {
      await file.write(Buffer.alloc(probeBytes));
      await file.sync();
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    return codeOf(error);
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}
