import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  groupByLicence,
  type LicenceGroup,
  type LockedPackage,
  licenceIn,
  type PackageEntry,
  packageNameOf,
} from "../../lib/package-licences";
import { catalogue } from "../inference/models/catalogue";
import { type ModelId, modelIds } from "../inference/models/contract";
import { type ListedModel, totalBytesOf } from "../inference/models/model-file";

/** A model that this version can use, with what proves that its files are the right ones. */
export interface ModelPart extends Pick<ListedModel, "id" | "use" | "languages" | "licence"> {
  sizeBytes: number;
  /** `sha256` is null for a file whose hash the hub has recorded; `source` then names its repository and revision. */
  files: { name: string; sizeBytes: number; sha256: string | null; source: string | null }[];
}

export interface ProgramParts {
  version: string;
  /** SPDX expression of AVATAR's own code. */
  licence: string;
  models: ModelPart[];
  packages: LicenceGroup[];
}

function modelPartOf(id: ModelId): ModelPart {
  const model = catalogue[id];
  const { use, languages, licence } = model;
  const files = model.files.map(({ name, sizeBytes, sha256, hub }) => ({
    ...{ name, sizeBytes, sha256 },
    source: hub && `${hub.repo}@${hub.revision}`,
  }));
  return { id, use, languages, licence, sizeBytes: totalBytesOf(model), files };
}

/** The packages of the lock that are installed here: those for other systems are not. Reads files, asks no network. */
async function installedPackages(projectRoot: string): Promise<PackageEntry[]> {
  const lock = JSON.parse(await readFile(join(projectRoot, "package-lock.json"), "utf8"));
  const locked = Object.entries(lock.packages as Record<string, LockedPackage>);
  const entries = locked.map(async ([path, entry]): Promise<PackageEntry[]> => {
    const folder = join(projectRoot, path);
    if (path === "" || entry.version === undefined || !(await isThere(folder))) return [];
    const licence = licenceIn(entry) ?? licenceIn(await descriptionIn(folder));
    const onlyBuilds = entry.dev === true || entry.devOptional === true;
    return [{ name: packageNameOf(path), version: entry.version, licence, onlyBuilds }];
  });
  return (await Promise.all(entries)).flat();
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** The package's own description; empty where it can't be read. */
async function descriptionIn(folder: string): Promise<{ license?: unknown; licenses?: unknown }> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  return JSON.parse(text);
}

async function read(projectRoot: string): Promise<ProgramParts> {
  const { version, license } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  const packages = groupByLicence(await installedPackages(projectRoot));
  return { version, licence: license, models: modelIds.map(modelPartOf), packages };
}

let parts: Promise<ProgramParts> | null = null;

/** What AVATAR is made of: models and packages with their licences. Nothing of it changes while the program runs. */
export function programParts(projectRoot: string = process.cwd()): Promise<ProgramParts> {
  // A failed read is not kept.
  parts ??= read(projectRoot).catch((error: unknown) => {
    parts = null;
    throw error;
  });
  return parts;
}
