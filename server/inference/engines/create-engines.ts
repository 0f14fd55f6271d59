import { modelRoles } from "../../../lib/models";
import { availableMemoryBytes } from "../../platform/available-memory";
import type { Logger } from "../../platform/observability/logger";
import type { Engines } from "../contract";
import type { ModelStore } from "../models/contract";
import type { LanguageModelChoice } from "../models/language-models";
import { createEmbeddedLlm } from "./embedded/llm/embedded-llm";
import { languageModelFits, type MemoryVerdict } from "./embedded/memory-need";
import { createEmbeddedStt } from "./embedded/stt/embedded-stt";
import { createEmbeddedTts } from "./embedded/tts/embedded-tts";
import {
  createRemoteLlm,
  createRemoteStt,
  createRemoteTts,
  type RemoteEngineOptions,
  type RemoteTtsOptions,
} from "./remote";
import { withEmbeddedSecond } from "./second-recogniser";

export interface EngineChoice {
  /** The server of each model; null: embedded. */
  servers: { stt: RemoteEngineOptions | null; llm: RemoteEngineOptions | null; tts: RemoteTtsOptions | null };
  /** Cores that all embedded engines may use together. */
  cpuThreads: number;
  /** Config.embeddedLlm */
  embeddedLlm: LanguageModelChoice;
}

/** The three engines, each embedded or remote as the configuration says; none is started. */
export function createEngines(choice: EngineChoice, { store, logger }: { store: ModelStore; logger: Logger }): Engines {
  const { servers, cpuThreads, embeddedLlm } = choice;
  const embedded = { store, cpuThreads, logger };
  return {
    stt: servers.stt ? withEmbeddedSecond(createRemoteStt(servers.stt, logger), embedded) : createEmbeddedStt(embedded),
    llm: servers.llm
      ? createRemoteLlm(servers.llm, logger)
      : createEmbeddedLlm({ ...embedded, model: embeddedLlm, memory: memoryFor(choice) }),
    tts: servers.tts ? createRemoteTts(servers.tts, logger) : createEmbeddedTts(embedded),
  };
}

/** Judged once, before anything is loaded: later, the engines themselves take what is free. */
function memoryFor({ servers, embeddedLlm }: EngineChoice): MemoryVerdict {
  return languageModelFits({
    availableBytes: availableMemoryBytes(),
    embedded: modelRoles.filter((role) => servers[role] === null),
    isNamed: embeddedLlm !== "auto",
  });
}
