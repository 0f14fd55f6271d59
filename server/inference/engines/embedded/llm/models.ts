import type { LanguageModelId } from "../../../models/language-models";
import type { EmbeddedModel } from "../host/embedded-model";
import type { LlmLoadOptions } from "./methods";

export interface EmbeddedLanguageModel extends EmbeddedModel {
  settings: Omit<LlmLoadOptions, "threads" | "conversations">;
}

const languages: EmbeddedModel["languages"] = ["zh-TW", "en"];
const settings: EmbeddedLanguageModel["settings"] = {
  contextTokens: 4_096,
  sampling: { temperature: 0.3, topP: 0.9, topK: 40, repeatPenalty: 1.1 },
};

export const embeddedLanguageModels: Record<LanguageModelId, EmbeddedLanguageModel> = {
  "qwen2.5-1.5b-instruct": {
    id: "qwen2.5-1.5b-instruct",
    name: "Qwen2.5 1.5B",
    languages,
    trial: false,
    required: true,
    settings,
  },
  /** Trained on code as well as on speech: fluent in both languages, often wrong. For trying the product out. */
  "qwen2.5-coder-1.5b-instruct": {
    id: "qwen2.5-coder-1.5b-instruct",
    name: "Qwen2.5 Coder 1.5B",
    languages,
    trial: true,
    required: true,
    settings,
  },
};
