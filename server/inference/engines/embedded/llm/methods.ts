import type { ChatMessage, GenerateEvent, SamplingChoice, Urgency } from "../../../contract";
import type { LoadMethod } from "../host/embedded-model";

export interface LlmLoadOptions {
  /** More than one wait for each other at every layer (see cpu-budget.ts). */
  threads: number;
  /** Tokens of one conversation, prompt and answer together. */
  contextTokens: number;
  /** Conversations whose prompt state is kept. */
  conversations: number;
  sampling: Sampling;
}

export interface Sampling {
  temperature: number;
  topP: number;
  topK: number;
  repeatPenalty: number;
}

/** What the language model's process can do. */
export interface LlmMethods extends LoadMethod<LlmLoadOptions> {
  generate: {
    input: {
      messages: ChatMessage[];
      maxTokens: number;
      conversationId: string | null;
      urgency: Urgency;
      sampling?: SamplingChoice | undefined;
    };
    output: GenerateEvent;
  };
  prefill: {
    input: { messages: ChatMessage[]; conversationId: string | null; mayEvict: boolean; urgency: Urgency };
    output: undefined;
  };
}
