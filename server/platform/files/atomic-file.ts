import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const temporaryName = /^\.[\w.-]+\.[0-9a-f]{12}\.tmp$/;

/** True for a name of `temporaryPathFor`; such a file is left only by a crash. */
export function isTemporaryName(name: string): boolean {
  return temporaryName.test(name);
}

/** Where a file may be written before it gets its name, in the same folder: a rename does not cross disks. */
export function temporaryPathFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

/**
 * Writes a whole file so that, once this resolves, a power cut cannot lose it, and no reader ever sees half of it:
 * temporary name, fsync, rename, fsync of the folder. On failure nothing is left behind.
 */
export async function writeFileDurably(path: string, content: Uint8Array | string, mode = 0o600): Promise<void> {
  const temporary = temporaryPathFor(path);
  try {
    const file = await createFile(temporary, mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * The same at once, for the few that are written while nothing may come in between; mode 0600. `replace: false` throws EEXIST
 * where there is a file of this name. `durable: false` spares the disk: a file that means nothing after a power cut.
 */
export function writeFileAtomicallySync(
  path: string,
  content: string,
  { replace = true, durable = true }: { replace?: boolean; durable?: boolean } = {},
): void {
  const temporary = temporaryPathFor(path);
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      writeSync(file, content);
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // A link, unlike a rename, never replaces what another process has put there a moment ago.
    if (replace) renameSync(temporary, path);
    else linkSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  if (durable) syncFolderSync(dirname(path));
}

/** Makes a finished file durable and gives it its name: the name exists only with the whole content. */
export async function publish(temporaryPath: string, path: string): Promise<void> {
  await syncFile(temporaryPath);
  await rename(temporaryPath, path);
  await syncFolder(dirname(path));
}

/** Makes the content of a file durable. */
export async function syncFile(path: string): Promise<void> {
  await syncPath(path, "r+");
}

/** Makes the names in a folder durable: a rename or an unlink is only a promise until then. */
export async function syncFolder(folder: string): Promise<void> {
  await syncPath(folder, "r");
}

async function syncPath(path: string, flags: "r" | "r+"): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function syncFolderSync(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A new file; its folder is made only when it turns out to be missing, which saves every other turn a look at it. */
async function createFile(path: string, mode: number): Promise<FileHandle> {
  try {
    return await open(path, "wx", mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const firstMade = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (firstMade) await syncFolder(dirname(firstMade));
    return open(path, "wx", mode);
  }
}
