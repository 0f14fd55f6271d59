import { createHash } from "node:crypto";
import { AppError } from "../../lib/errors";
import { availableMemoryBytes } from "../platform/available-memory";
import type { Logger } from "../platform/observability/logger";
import { untilAborted } from "../platform/timing/on-abort";
import type { ChangedRole, Engines, LanguageModel, RunModel, RunModels, SpeechToText } from "./contract";
import type { EngineChoice } from "./engines/create-engines";
import { createEmbeddedLlm } from "./engines/embedded/llm/embedded-llm";
import { languageModelFits } from "./engines/embedded/memory-need";
import { createEmbeddedStt, sttModelIds } from "./engines/embedded/stt/embedded-stt";
import { createRemoteLlm, createRemoteStt, type RemoteEngineOptions } from "./engines/remote";
import { catalogue } from "./models/catalogue";
import { type ModelId, type ModelStore, modelIds } from "./models/contract";
import { languageModelIds } from "./models/language-models";
import { roleOf } from "./scheduling/call-purpose";
import type { LeaseBroker } from "./scheduling/contract";
import { createLeaseBroker } from "./scheduling/lease-broker";
import type { SharedActivity } from "./scheduling/shared-activity";

export interface RunEnginesOptions {
  /** Those that people talk with, and their slots. */
  engines: Engines;
  leases: LeaseBroker;
  servers: EngineChoice["servers"];
  activity: SharedActivity;
  store: ModelStore;
  cpuThreads: number;
  logger: Logger;
  now: () => number;
}

/** The models of the store that a run may load, by role. */
export const storeModels: Readonly<Record<ChangedRole, readonly ModelId[]>> = {
  stt: sttModelIds,
  llm: languageModelIds,
};

/**
 * The engines of one run: the house's own, but for the models that it changes. Those are loaded for the run, take no slot
 * of the house's own, and wait as all background work does while somebody talks. Throws AppError `model_unavailable` for a
 * model that can't be had here.
 */
export function openRunEngines(models: RunModels, options: RunEnginesOptions) {
  const { engines: house, leases, activity, now } = options;
  const own: { stt?: SpeechToText; llm?: LanguageModel } = {};
  if (models.stt) own.stt = openStt(models.stt, options);
  if (models.llm) own.llm = openLlm(models.llm, options);
  const ownLeases = createLeaseBroker({
    activity,
    slots: { stt: 1, llm: 1, tts: 1 },
    embedded: (["stt", "llm"] as const).filter((role) => models[role]?.kind === "store"),
    now,
  });
  const isOwn = (role: string) => (role === "stt" && own.stt) || (role === "llm" && own.llm);
  return {
    engines: { ...house, ...own } satisfies Engines,
    leases: {
      acquire: (request) => (isOwn(roleOf(request.call)) ? ownLeases : leases).acquire(request),
      beginActivity: () => leases.beginActivity(),
    } satisfies LeaseBroker,
    /** Resolves when the models of the run can be called, and those of the house as far as they can be at all. */
    async ready(signal: AbortSignal): Promise<void> {
      const { stt, llm, tts } = house;
      const others = [tts, ...(own.stt ? [] : [stt]), ...(own.llm ? [] : [llm])];
      const starts = others.map((engine) => engine.start().catch(() => undefined));
      await untilAborted(Promise.all([own.stt?.start(), own.llm?.start(), ...starts]), signal);
    },
    async close(): Promise<void> {
      await Promise.all([own.stt?.close(), own.llm?.close()]);
    },
  };
}

function openStt(model: RunModel, options: RunEnginesOptions): SpeechToText {
  const { store, cpuThreads, logger } = options;
  if (model.kind !== "store") return createRemoteStt(serverOf("stt", model, options), logger);
  return createEmbeddedStt({ store, cpuThreads, logger, only: known(sttModelIds, model.model) });
}

function openLlm(model: RunModel, options: RunEnginesOptions): LanguageModel {
  const { store, cpuThreads, logger } = options;
  if (model.kind !== "store") return createRemoteLlm(serverOf("llm", model, options), logger);
  const memory = languageModelFits({ availableBytes: availableMemoryBytes(), embedded: ["llm"], isNamed: true });
  return createEmbeddedLlm({ store, cpuThreads, logger, memory, model: known(languageModelIds, model.model) });
}

function serverOf(
  role: ChangedRole,
  choice: Exclude<RunModel, { kind: "store" }>,
  { servers }: RunEnginesOptions,
): RemoteEngineOptions {
  if (choice.kind === "server") return { url: choice.url, model: choice.model, apiKey: null };
  const server = servers[role];
  if (!server) throw new AppError("model_unavailable");
  return { ...server, model: choice.model };
}

function known<Id extends string>(ids: readonly Id[], model: string): Id {
  const id = ids.find((each) => each === model);
  if (!id) throw new AppError("model_unavailable");
  return id;
}

/** What identifies a model's files: the SHA-256 of its one file, or of the list of theirs; null for a server's model. */
export function modelSha256(model: string): string | null {
  const id = modelIds.find((each) => each === model);
  const hashes = id ? catalogue[id].files.map(({ name, sha256 }) => ({ name, sha256 })) : [];
  if (hashes.length === 0 || hashes.some(({ sha256 }) => sha256 === null)) return null;
  if (hashes.length === 1) return hashes[0]?.sha256 ?? null;
  const list = hashes.map(({ name, sha256 }) => `${sha256}  ${name}\n`).sort();
  return createHash("sha256").update(list.join("")).digest("hex");
}
