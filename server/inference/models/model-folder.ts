import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { z } from "zod";
import { syncFolder, writeFileDurably } from "../../platform/files/atomic-file";
import { checkContent, hashFile } from "../../platform/files/verified-file";
import type { Model, ModelFile } from "./model-file";

/**
 * Where a model lives below the store's folder. The folder's name is a digest of the content, so that clones with
 * different catalogues share one store; it appears in one rename, complete and verified.
 *
 *   MODEL/REVISION/            the model
 *   MODEL/REVISION.partial/    a download in progress or broken off
 *   MODEL/FILE                 placed by hand: taken as a source, never changed
 *   MODEL/recorded-hashes.json hashes that the catalogue does not have: recorded-hashes.ts
 */
export interface ModelFolders {
  home: string;
  installed: string;
  /** Where an earlier catalogue installed it, with files that are no longer needed. Never changed. */
  earlier: readonly string[];
  partial: string;
  lock: string;
}

export function foldersOf(storeDirectory: string, model: Model): ModelFolders {
  const content = model.files.map((file) => `${file.sha256}  ${file.name}\n`).sort();
  const revision = createHash("sha256").update(content.join("")).digest("hex").slice(0, 12);
  const home = join(storeDirectory, model.id);
  return {
    home,
    installed: join(home, revision),
    earlier: (model.earlierRevisions ?? []).map((earlier) => join(home, earlier)),
    partial: join(home, `${revision}.partial`),
    lock: join(home, ".lock"),
  };
}

/** What the files looked like when they were last hashed: the same size and time mean the same content. */
const recordSchema = z.record(z.string(), z.object({ sizeBytes: z.number(), mtimeMs: z.number(), sha256: z.string() }));
type VerificationRecord = z.infer<typeof recordSchema>;
const recordName = ".verified.json";

async function readRecord(folder: string): Promise<VerificationRecord> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(folder, recordName), "utf8")));
  } catch {
    // Missing or damaged: every file is hashed again.
    return {};
  }
}

async function writeRecord(folder: string, record: VerificationRecord): Promise<void> {
  // Readable for all whom the umask lets in: people may share a store.
  await writeFileDurably(join(folder, recordName), JSON.stringify(record, null, 1), 0o666);
}

/** Whether a download of a model has begun, of whatever content. */
export async function isBegun(home: string): Promise<boolean> {
  return (await readdir(home).catch(() => [])).some((name) => name.endsWith(".partial"));
}

export interface FileProblem {
  file: ModelFile;
  /** For people; names the file, and for wrong content what was expected and what is there. */
  message: string;
}

/**
 * Compares a model's folder with the catalogue. Files that look as they did when they were last hashed are trusted
 * unless `rehash` is set; the rest is hashed, and the record brought up to date. Returns what is missing or wrong.
 */
export async function inspectFolder(
  folder: string,
  model: Model,
  options: { rehash?: boolean; signal?: AbortSignal; onBytes?: (file: ModelFile, bytes: number) => void } = {},
): Promise<FileProblem[]> {
  const record = await readRecord(folder);
  const problems: FileProblem[] = [];
  let isRecordNew = false;
  for (const file of model.files) {
    const path = join(folder, file.name);
    const stats = await stat(path).catch(() => null);
    if (!stats?.isFile()) {
      problems.push({ file, message: `${path} is missing` });
      continue;
    }
    const known = record[file.name];
    const looksTheSame =
      known?.sha256 === file.sha256 && known.sizeBytes === stats.size && known.mtimeMs === stats.mtimeMs;
    if (looksTheSame && !options.rehash) continue;
    try {
      const content = await hashFile(path, {
        signal: options.signal,
        onBytes: (bytes) => options.onBytes?.(file, bytes),
      });
      checkContent({ ...file, name: path }, content);
      record[file.name] = { sizeBytes: stats.size, mtimeMs: stats.mtimeMs, sha256: file.sha256 };
      isRecordNew ||= !looksTheSame;
    } catch (error) {
      options.signal?.throwIfAborted();
      delete record[file.name];
      isRecordNew = true;
      problems.push({ file, message: error instanceof Error ? error.message : String(error) });
    }
  }
  // A store that this process may only read is as good as any.
  if (isRecordNew) await writeRecord(folder, record).catch(() => undefined);
  return problems;
}

/** By size: in a partial folder a name appears only with the right content, in an installed one it was checked. */
export async function hasFile(folder: string, file: ModelFile): Promise<boolean> {
  return (await stat(join(folder, file.name)).catch(() => null))?.size === file.sizeBytes;
}

/** Bytes of content that a download in progress has, by whatever process. */
export async function partialBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  // Archives are not content, what is read from them is. pip works in folders of its own.
  const paths = entries
    .filter((entry) => entry.isFile() && !/\.(tgz\.part(\.kept)?|whl)$/.test(entry.name))
    .filter((entry) => !relative(folder, entry.parentPath).startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Makes a damaged model a partial one. Wrong files are deleted first, so that no crash can leave them in it. */
export async function reopenFolder(folders: ModelFolders, problems: readonly FileProblem[]): Promise<void> {
  for (const { file } of problems) await rm(join(folders.installed, file.name), { force: true });
  await rm(folders.partial, { recursive: true, force: true });
  await rename(folders.installed, folders.partial);
}

/** Records the files of a finished download, which were each verified on the way, and gives the folder its name. */
export async function publishFolder(folders: ModelFolders, model: Model): Promise<void> {
  const record: VerificationRecord = {};
  for (const file of model.files) {
    const { size, mtimeMs } = await stat(join(folders.partial, file.name));
    record[file.name] = { sizeBytes: size, mtimeMs, sha256: file.sha256 };
  }
  await removeOthers(folders.partial, model);
  await writeRecord(folders.partial, record);
  await rename(folders.partial, folders.installed);
  await syncFolder(folders.home);
}

/** Deletes leftovers, such as the partial file of a source when another source delivered the file. */
async function removeOthers(folder: string, model: Model): Promise<void> {
  const wanted = new Set(model.files.map(({ name }) => join(folder, name)));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(paths.filter((path) => !wanted.has(path)).map((path) => rm(path, { force: true })));
}
