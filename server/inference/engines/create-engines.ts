import type { Logger } from "../../platform/observability/logger";
import type { Engines } from "../contract";
import type { LanguageModelChoice } from "../models/choose-models";
import type { ModelStore } from "../models/contract";
import { createEmbeddedLlm } from "./embedded/llm/embedded-llm";
import { createEmbeddedStt } from "./embedded/stt/embedded-stt";
import { createEmbeddedTts } from "./embedded/tts/embedded-tts";
import {
  createRemoteLlm,
  createRemoteStt,
  createRemoteTts,
  type RemoteEngineOptions,
  type RemoteTtsOptions,
} from "./remote";

export interface EngineChoice {
  /** Where each model is served; null: embedded. */
  remote: { stt: RemoteEngineOptions | null; llm: RemoteEngineOptions | null; tts: RemoteTtsOptions | null };
  /** Cores that all embedded engines may use together. */
  cpuThreads: number;
  /** Config.embeddedLlm */
  embeddedLlm: LanguageModelChoice;
}

/** The three engines, each embedded or remote as the configuration says; none is started. */
export function createEngines(choice: EngineChoice, { store, logger }: { store: ModelStore; logger: Logger }): Engines {
  const { remote, cpuThreads } = choice;
  const embedded = { store, cpuThreads, logger };
  return {
    stt: remote.stt ? createRemoteStt(remote.stt, logger) : createEmbeddedStt(embedded),
    llm: remote.llm
      ? createRemoteLlm(remote.llm, logger)
      : createEmbeddedLlm({ ...embedded, model: choice.embeddedLlm }),
    tts: remote.tts ? createRemoteTts(remote.tts, logger) : createEmbeddedTts(embedded),
  };
}
