import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const temporaryName = /^\.[\w.-]+\.[0-9a-f]{12}\.tmp$/;

/** True for a name that `temporaryPathFor` makes. Only a crash leaves such a file behind. */
export function isTemporaryName(name: string): boolean {
  return temporaryName.test(name);
}

/** A path for a file while it is incomplete. It is in the final folder, because a rename can't cross disks. */
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
 * The synchronous form, for files that must be written before anything else runs; mode 0600. `replace: false` throws
 * EEXIST when a file of this name exists. `durable: false` skips fsync, for files that mean nothing after a power cut.
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
    // A link, unlike a rename, never replaces a file that another process has just created.
    if (replace) renameSync(temporary, path);
    else linkSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  if (durable) syncFolderSync(dirname(path));
}

/** Makes a finished temporary file durable, then gives it its name: the name exists only with the whole content. */
export async function publish(temporaryPath: string, path: string): Promise<void> {
  await syncFile(temporaryPath);
  await rename(temporaryPath, path);
  await syncFolder(dirname(path));
}

/** Makes the content of a file durable. */
export async function syncFile(path: string): Promise<void> {
  await syncPath(path, "r+");
}

/** Makes renames and deletions in a folder durable: until then a power cut may undo them. */
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

/** Creates a file. Its folder is created only after an open has failed, because nearly always it exists already. */
async function createFile(path: string, mode: number): Promise<FileHandle> {
  try {
    return await open(path, "wx", mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const topmostCreated = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (topmostCreated) await syncFolder(dirname(topmostCreated));
    return open(path, "wx", mode);
  }
}
