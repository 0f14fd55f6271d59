import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type ModelSource, reasonOf, type SourceFailure } from "./contract";
import { takeLocalFile } from "./local-file";

/** Files that somebody placed at `FOLDER/MODEL/FILE`; never changed. */
export function createFolderSource(folder: string): ModelSource {
  return {
    name: folder,
    extraBytes: async () => 0,
    async fetch(model, files, { directory, signal, progress }) {
      const failures: SourceFailure[] = [];
      for (const file of files) {
        const placed = join(folder, model.id, file.name);
        if (!(await stat(placed).catch(() => null))?.isFile()) continue;
        progress.from(folder);
        const onBytes = (bytes: number) => progress.has(file.name, bytes);
        try {
          await takeLocalFile(placed, join(directory, file.name), { ...file, name: placed }, { signal, onBytes });
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
