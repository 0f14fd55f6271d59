import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const temporaryName = /^\.[\w.-]+\.[0-9a-f]{12}\.tmp$/;

/** True for a name that `writeFileDurably` uses before its rename; such a file is left only by a crash. */
export function isTemporaryName(name: string): boolean {
  return temporaryName.test(name);
}

/**
 * Writes a whole file so that, once this resolves, a power cut cannot lose it, and no reader ever sees half of it:
 * temporary name, fsync, rename, fsync of the folder. On failure nothing is left behind.
 */
export async function writeFileDurably(path: string, content: Uint8Array, mode = 0o600): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
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
  await syncFolder(folder);
}

/** Makes the names in a folder durable: a rename or an unlink is only a promise until then. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
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
