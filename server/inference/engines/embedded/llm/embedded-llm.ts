import { AppError } from "../../../../../lib/errors";
import { inState } from "../../../attempt-status";
import type { LanguageModel } from "../../../contract";
import { type ModelDetail, modelDetail } from "../../../model-detail";
import { chooseLanguageModel } from "../../../models/choose-models";
import { type LanguageModelChoice, languageModelIds } from "../../../models/language-models";
import { wellFormedTokens } from "../../well-formed-tokens";
import { cpuBudget } from "../cpu-budget";
import type { EmbeddedEngineOptions } from "../host/embedded-model";
import { ModelSet } from "../host/model-set";
import { processEntry } from "../host/process-entry";
import type { MemoryVerdict } from "../memory-need";
import type { LlmLoadOptions, LlmMethods } from "./methods";
import { type EmbeddedLanguageModel, embeddedLanguageModels } from "./models";

export interface EmbeddedLlmOptions extends EmbeddedEngineOptions {
  /** Config.embeddedLlm */
  model: LanguageModelChoice;
  /** Whether this machine has the memory for it; default: it has. */
  memory?: MemoryVerdict;
  /**
   * Live conversations whose prompt state is kept at once; each costs some 115 MB. The spare slot for all
   * other calls costs the same from its first use on.
   */
  conversations?: number;
}

const defaultConversations = 3;
const [, trial] = languageModelIds;

/**
 * A language model on this machine's CPU, in a process of its own. Keeps the evaluated prompt of the last
 * conversations.
 */
export function createEmbeddedLlm(options: EmbeddedLlmOptions): LanguageModel {
  const { store, logger, memory = { fits: true }, conversations = defaultConversations } = options;
  const { threads, niceness } = cpuBudget(options.cpuThreads).llm;
  let chosen: EmbeddedLanguageModel = embeddedLanguageModels[options.model === "auto" ? trial : options.model];
  const set = new ModelSet<LlmLoadOptions, LlmMethods>({
    ...options,
    role: "llm",
    entry: processEntry("llm"),
    failureCode: "llm_failed",
    niceness,
    expected: [chosen],
    async choose(signal, report) {
      if (!memory.fits) {
        const detail = memoryShort(memory);
        report({ ...inState("failed"), ...detail });
        throw new AppError("model_unavailable", detail.detail ?? undefined);
      }
      const id = await chooseLanguageModel(options.model, store, {
        signal,
        onFetching(model, { receivedBytes, totalBytes }) {
          const { name } = embeddedLanguageModels[model];
          const detail = modelDetail("downloading_instead", { name }, `Downloading ${name}`);
          report({ state: "downloading", progress: receivedBytes / totalBytes, ...detail });
        },
        onUnavailable: (model, reason) => logger.info("better_language_model_unreachable", { model, reason }),
      });
      chosen = embeddedLanguageModels[id];
      return [chosen];
    },
    loadOptions: () => ({ ...chosen.settings, threads, conversations }),
  });
  return {
    role: "llm",
    start: () => set.start(),
    close: () => set.close(),
    control: set.control,
    models: () => set.board.all(),
    onStatus: (listener) => set.board.onStatus(listener),
    supports: (language) => chosen.languages.includes(language),
    contextTokens: () => chosen.settings.contextTokens,
    async *generate({ messages, maxTokens, conversationId, sampling }, { signal, urgency }) {
      signal.throwIfAborted();
      await set.ready(chosen.id, signal);
      const input = { messages, maxTokens, conversationId: conversationId ?? null, urgency, sampling };
      yield* wellFormedTokens(set.process.stream("generate", input, signal));
    },
    async prefill(messages, { signal, urgency, conversationId, mayEvict }) {
      signal.throwIfAborted();
      await set.ready(chosen.id, signal);
      await set.process.call("prefill", { messages, conversationId, mayEvict, urgency }, signal);
    },
  };
}

function memoryShort({ neededBytes, availableBytes }: Extract<MemoryVerdict, { fits: false }>): ModelDetail {
  const [needed, available] = [neededBytes, availableBytes].map((bytes) => (bytes / 1e9).toFixed(1));
  const values = { needed: `${needed} GB`, available: `${available} GB` };
  const advice = "Set AVATAR_LLM_URL to a model server, or free memory and start AVATAR again.";
  return modelDetail(
    "memory_short",
    values,
    `Needs ${needed} GB of free memory, and ${available} GB are free. ${advice}`,
  );
}
