import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publish, syncFolder } from "../../../platform/files/atomic-file";
import { hashFile, writeVerified } from "../../../platform/files/verified-file";

const objectName = /^[0-9a-f]{64}$/;

/**
 * The file contents of a backup, each stored under its SHA-256: content is never copied twice, and a later backup in
 * the same folder never changes an earlier one.
 */
export function createObjectStore(folder: string) {
  const root = join(folder, "objects");
  const pathOf = (sha256: string) => join(root, sha256.slice(0, 2), sha256);

  /** Whether the content is there in its full size; its hash is checked by a restore. */
  async function has({ sha256, sizeBytes }: Content): Promise<boolean> {
    const there = await stat(pathOf(sha256)).catch(() => null);
    return there?.size === sizeBytes;
  }

  return {
    pathOf,
    has,

    /** Adds a file's content durably. Throws WrongContentError when the file changes during the copy. */
    async add(path: string): Promise<Content & { isNew: boolean }> {
      const content = await hashFile(path);
      if (await has(content)) return { ...content, isNew: false };
      await writeVerified(pathOf(content.sha256), createReadStream(path), { name: path, ...content });
      return { ...content, isNew: true };
    },

    /** Adopts a file that was written into this folder as an object. */
    async adopt(path: string): Promise<Content> {
      const content = await hashFile(path);
      const target = pathOf(content.sha256);
      await mkdir(dirname(target), { recursive: true });
      await publish(path, target);
      await syncFolder(dirname(path));
      return content;
    },

    /** A path where the database may be written before it is adopted. */
    async temporaryPath(): Promise<string> {
      await mkdir(root, { recursive: true });
      const path = join(root, "database.writing");
      for (const ending of ["", "-journal"]) await rm(`${path}${ending}`, { force: true });
      return path;
    },

    /** Removes objects that no manifest names, and remains of an interrupted backup. */
    async keepOnly(wanted: ReadonlySet<string>): Promise<void> {
      for (const entry of await readdir(root, { withFileTypes: true })) {
        if (!entry.isDirectory()) await rm(join(root, entry.name), { force: true });
        else await keepOnlyIn(join(root, entry.name), wanted);
      }
    },
  };

  async function keepOnlyIn(shelf: string, wanted: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(shelf)) {
      if (!objectName.test(name) || !wanted.has(name)) await rm(join(shelf, name), { force: true });
    }
  }
}

interface Content {
  sizeBytes: number;
  sha256: string;
}

export type ObjectStore = ReturnType<typeof createObjectStore>;
