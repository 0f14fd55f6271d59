import { createReadStream } from "node:fs";
import { link, mkdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publish } from "../../../platform/files/atomic-file";
import { checkContent, hashFile, writeVerified } from "../../../platform/files/verified-file";
import { type ModelSource, reasonOf, type SourceFailure } from "./contract";

/**
 * Files that somebody placed at `FOLDER/MODEL/FILE`. They are linked into the store where the file system can, copied
 * otherwise, and never changed.
 */
export function createFolderSource(folder: string): ModelSource {
  return {
    name: folder,
    async fetch(model, files, { directory, signal, progress }) {
      const failures: SourceFailure[] = [];
      for (const file of files) {
        const placed = join(folder, model.id, file.name);
        if (!(await stat(placed).catch(() => null))?.isFile()) continue;
        progress.from(folder);
        const target = join(directory, file.name);
        const expected = { ...file, name: placed };
        const onBytes = (bytes: number) => progress.has(file.name, bytes);
        try {
          await mkdir(dirname(target), { recursive: true });
          const linked = `${target}.writing`;
          await rm(linked, { force: true });
          const isLinked = await link(placed, linked).then(
            () => true,
            () => false,
          );
          if (isLinked) {
            try {
              checkContent(expected, await hashFile(linked, { signal, onBytes }));
              await publish(linked, target);
            } finally {
              await rm(linked, { force: true });
            }
          } else {
            await writeVerified(target, createReadStream(placed, { signal }), expected, onBytes);
          }
        } catch (error) {
          signal.throwIfAborted();
          progress.has(file.name, 0);
          failures.push({ file: file.name, reason: reasonOf(error), advice: `Correct or remove ${placed}.` });
        }
      }
      return failures;
    },
  };
}
