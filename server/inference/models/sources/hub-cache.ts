import { readdir, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { HubLocation, ModelFile } from "../model-file";
import { type ModelSource, reasonOf, type SourceFailure } from "./contract";
import { takeLocalFile } from "./local-file";

/** Where Hugging Face's own library keeps what it has downloaded; the same variables in the same order. */
export function hubCacheFolder(environment: NodeJS.ProcessEnv): string {
  const home = environment.HOME || homedir();
  const expanded = (path: string) => path.replace(/^~(?=\/|$)/, home);
  const named = environment.HF_HUB_CACHE || environment.HUGGINGFACE_HUB_CACHE;
  if (named) return expanded(named);
  const root = environment.HF_HOME || join(environment.XDG_CACHE_HOME || join(home, ".cache"), "huggingface");
  return join(expanded(root), "hub");
}

/** The cache's folder of one repository. */
export const cachedRepository = (folder: string, repo: string) => join(folder, `models--${repo.replaceAll("/", "--")}`);

/** Files in the cache that may be this one: stored under its hash, or under its path in any snapshot. */
async function candidates(folder: string, { repo, path }: HubLocation, file: ModelFile): Promise<string[]> {
  const repository = cachedRepository(folder, repo);
  const snapshots = await readdir(join(repository, "snapshots")).catch(() => []);
  const paths = [
    join(repository, "blobs", file.sha256),
    ...snapshots.map((snapshot) => join(repository, "snapshots", snapshot, path)),
  ];
  // A snapshot is a folder of links to the blobs, and those of two snapshots may be the same.
  const real = await Promise.all(paths.map((each) => realpath(each).catch(() => null)));
  const there = [...new Set(real)].filter((each) => each !== null);
  const stats = await Promise.all(there.map((each) => stat(each).catch(() => null)));
  return there.filter((_, index) => stats[index]?.isFile() && stats[index]?.size === file.sizeBytes);
}

/** What other programs on this machine have fetched from Hugging Face; only read, never changed. */
export function createHubCacheSource(environment: NodeJS.ProcessEnv): ModelSource {
  const folder = hubCacheFolder(environment);
  return {
    name: folder,
    extraBytes: async () => 0,
    async fetch(_model, files, { directory, signal, progress }) {
      const failures: SourceFailure[] = [];
      for (const file of files) {
        if (!file.hub) continue;
        let failure: SourceFailure | null = null;
        for (const path of await candidates(folder, file.hub, file)) {
          progress.from(folder);
          const onBytes = (bytes: number) => progress.has(file.name, bytes);
          try {
            await takeLocalFile(path, join(directory, file.name), { ...file, name: path }, { signal, onBytes });
            failure = null;
            break;
          } catch (error) {
            signal.throwIfAborted();
            progress.has(file.name, 0);
            failure = { file: file.name, reason: reasonOf(error), advice: `Remove ${path}, which is damaged.` };
          }
        }
        if (failure) failures.push(failure);
      }
      return failures;
    },
  };
}
