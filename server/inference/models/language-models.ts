import type { ModelId } from "./contract";

/** The embedded language models, the better first. */
export const languageModelIds = [
  "qwen2.5-1.5b-instruct",
  "qwen2.5-coder-1.5b-instruct",
] as const satisfies readonly ModelId[];
export type LanguageModelId = (typeof languageModelIds)[number];

/** What AVATAR_EMBEDDED_LLM may be. */
export const languageModelChoices = ["auto", ...languageModelIds] as const;
export type LanguageModelChoice = (typeof languageModelChoices)[number];
