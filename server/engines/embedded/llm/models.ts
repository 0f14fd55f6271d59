import type { ModelId, ModelStore } from "../../../models/contract";
import type { Logger } from "../../../observability/logger";
import type { EmbeddedModel } from "../host/model-set";
import type { LlmLoadOptions } from "./methods";

export interface EmbeddedLanguageModel extends EmbeddedModel {
  settings: Omit<LlmLoadOptions, "threads" | "conversations">;
}

/** Fluent English from 320 MB, often wrong: for trying the product out. Kept short, for it rambles. */
export const tinyLlama: EmbeddedLanguageModel = {
  id: "tinyllama-1.1b-chat",
  name: "TinyLlama 1.1B",
  languages: ["en"],
  trial: true,
  required: true,
  settings: {
    template: "zephyr",
    contextTokens: 2_048,
    sampling: { temperature: 0.3, topP: 0.9, topK: 40, repeatPenalty: 1.1 },
    maxSentences: 2,
  },
};

export const qwen: EmbeddedLanguageModel = {
  id: "qwen2.5-1.5b-instruct",
  name: "Qwen2.5 1.5B",
  languages: ["zh-TW", "en"],
  trial: false,
  required: true,
  settings: {
    template: "chatml",
    contextTokens: 4_096,
    sampling: { temperature: 0.6, topP: 0.8, topK: 20, repeatPenalty: 1.05 },
    maxSentences: null,
  },
};

const known = [tinyLlama, qwen];

/**
 * The language model to run. A named one is taken as it is; `auto` takes Qwen where it is installed or can be fetched
 * (only Hugging Face has it), else TinyLlama. Throws on an unknown name.
 */
export async function chooseLanguageModel(
  preference: string,
  store: ModelStore,
  options: { signal: AbortSignal; logger: Logger; onFetching: (model: ModelId, progress: number | null) => void },
): Promise<EmbeddedLanguageModel> {
  if (preference !== "auto") {
    const named = known.find(({ id }) => id === preference);
    if (!named)
      throw new Error(
        `There is no embedded language model "${preference}". Choose auto or one of ${known.map(({ id }) => id).join(", ")}.`,
      );
    return named;
  }
  if (await store.installed(qwen.id)) return qwen;
  try {
    await store.ensure(qwen.id, {
      signal: options.signal,
      onProgress: ({ receivedBytes, totalBytes }) =>
        options.onFetching(qwen.id, totalBytes > 0 ? Math.min(1, receivedBytes / totalBytes) : null),
    });
    return qwen;
  } catch (error) {
    options.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    options.logger.info("better_language_model_unreachable", { model: qwen.id, reason });
    return tinyLlama;
  }
}
