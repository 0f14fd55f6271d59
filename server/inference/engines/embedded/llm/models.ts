import type { LanguageModelId } from "../../../models/language-models";
import type { EmbeddedModel } from "../host/embedded-model";
import type { LlmLoadOptions } from "./methods";

export interface EmbeddedLanguageModel extends EmbeddedModel {
  settings: Omit<LlmLoadOptions, "threads" | "conversations">;
}

/** Fluent English from 320 MB, often wrong: for trying the product out. It rambles, so its replies are kept short. */
const tinyLlama: EmbeddedLanguageModel = {
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

const qwen: EmbeddedLanguageModel = {
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

export const embeddedLanguageModels: Record<LanguageModelId, EmbeddedLanguageModel> = {
  "tinyllama-1.1b-chat": tinyLlama,
  "qwen2.5-1.5b-instruct": qwen,
};
