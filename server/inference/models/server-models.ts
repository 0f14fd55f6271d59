import type { ModelRole } from "../../../lib/models";
import { type Sentence, sentence } from "../../platform/words/sentence";
import { catalogue } from "./catalogue";
import { gpuCatalogue } from "./catalogue-gpu";
import type { ModelId, ModelStore, PullProgress } from "./contract";
import { modelIds } from "./contract";

/**
 * What the worker of each role runs unless AVATAR_*_MODEL says otherwise. Whisper small: the larger of the two that can
 * be expected to hear a sentence in 600 ms on 8 cores; Mandarin gains most by it.
 */
export const defaultServerModels = {
  stt: "faster-whisper-small",
  llm: "qwen2.5-7b-instruct-awq",
  tts: "f5-tts-v1-base",
} as const satisfies Record<ModelRole, ModelId>;

/** The settings of a process that decide which model it serves. */
export interface ServerModelSettings {
  /** AVATAR_*_COMMAND; null: the recipe, which is given a model. */
  command: readonly string[] | null;
  /** AVATAR_*_MODEL: a catalogue id, or a folder or hub name that the worker resolves itself. */
  model: string | null;
}

/** What a model process is started with. */
export interface ServerModel {
  /** For `{model}`: a folder of the store, or what AVATAR_*_MODEL names. */
  path: string;
  /** Catalogue id; null when the model is not from the catalogue. */
  id: ModelId | null;
  /** SPDX expression; null when it is not known. */
  licence: string | null;
}

/** The catalogue's model that this process needs; null when AVATAR_*_MODEL or its command brings another one. */
export function serverModelId(role: ModelRole, { command, model }: ServerModelSettings): ModelId | null {
  if (command && !command.some((word) => word.includes("{model}"))) return null;
  if (model === null) return defaultServerModels[role];
  return modelIds.find((id) => id === model) ?? null;
}

/**
 * Whether AVATAR_*_MODEL means a folder; any other value is a name of the catalogue, or of a hub model that the
 * process's own library finds in its cache.
 */
export const isFolder = (model: string): boolean => /^[./~]/.test(model);

/**
 * Why this model of the catalogue can't be served by a process of this role; null when it can, or is not the
 * catalogue's.
 */
export function whyUnfit(role: ModelRole, { command, model }: ServerModelSettings): Sentence | null {
  const id = modelIds.find((each) => each === model);
  if (id === undefined) return null;
  const { use } = catalogue[id];
  if (use !== catalogue[defaultServerModels[role]].use) {
    return sentence("{id} is for something else ({use})", { id, use: sentence(use) });
  }
  const isEmbeddedOnly = command === null && !(id in gpuCatalogue);
  return isEmbeddedOnly ? sentence("{id} is for the embedded engine alone", { id }) : null;
}

/**
 * The value of `{model}` for a role's process. A missing model of the catalogue is fetched first; with the download
 * queue's store, its progress is part of the common progress. Rejects with an Error that says what to do, or with the
 * signal's reason.
 */
export async function ensureServerModel(
  role: ModelRole,
  settings: ServerModelSettings,
  store: ModelStore,
  options: { signal?: AbortSignal; onProgress?: (progress: PullProgress) => void },
): Promise<ServerModel> {
  const id = serverModelId(role, settings);
  if (id === null) return { path: settings.model ?? "", id: null, licence: null };
  const { directory, licence } = await store.ensure(id, options);
  return { path: directory, id, licence };
}
