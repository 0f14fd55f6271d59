import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publish, syncFolder } from "../../../platform/files/atomic-file";
import { hashFile, writeVerified } from "../../../platform/files/verified-file";

const objectName = /^[0-9a-f]{64}$/;

/**
 * The contents in a backup, each under its SHA-256: a content that is there already is never copied again, and no earlier
 * backup in the same folder is touched by a later one.
 */
export function createObjectStore(folder: string) {
  const root = join(folder, "objects");
  const pathOf = (sha256: string) => join(root, sha256.slice(0, 2), sha256);

  /** Whether it is there in its full size; the content itself is read when it is restored. */
  async function has({ sha256, sizeBytes }: Content): Promise<boolean> {
    const there = await stat(pathOf(sha256)).catch(() => null);
    return there?.size === sizeBytes;
  }

  return {
    pathOf,
    has,

    /** Adds a file's content, durably. Throws WrongContentError when the file changes meanwhile. */
    async add(path: string): Promise<Content & { isNew: boolean }> {
      const content = await hashFile(path);
      if (await has(content)) return { ...content, isNew: false };
      await writeVerified(pathOf(content.sha256), createReadStream(path), { name: path, ...content });
      return { ...content, isNew: true };
    },

    /** Takes a file that was written into this folder as an object. */
    async adopt(path: string): Promise<Content> {
      const content = await hashFile(path);
      const target = pathOf(content.sha256);
      await mkdir(dirname(target), { recursive: true });
      await publish(path, target);
      await syncFolder(dirname(path));
      return content;
    },

    /** Where the database may be copied to before it is adopted. */
    async temporaryPath(): Promise<string> {
      await mkdir(root, { recursive: true });
      const path = join(root, "database.writing");
      for (const ending of ["", "-journal"]) await rm(`${path}${ending}`, { force: true });
      return path;
    },

    /** Removes what no manifest names any more, and what an interrupted backup left. */
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
