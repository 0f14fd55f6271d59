import { serveModel } from "./host/model-child";
import { type Llama, loadLlama } from "./llm/llama";
import type { LlmMethods } from "./llm/methods";

let llama: Llama | null = null;

function loaded(): Llama {
  if (!llama) throw new Error("the language model is not loaded");
  return llama;
}

serveModel<LlmMethods>("avatar-llm", {
  async load({ directory, options }) {
    if (llama) return;
    const model = await loadLlama(directory, options);
    // Warm-up: the first run allocates memory, which would delay somebody's turn.
    const messages = [{ role: "user", content: "Hi" } as const];
    const request = { messages, maxTokens: 1, conversationId: null, urgency: "live" } as const;
    for await (const _ of model.generate(request, new AbortController().signal));
    llama = model;
  },

  async *generate(request, signal) {
    yield* loaded().generate(request, signal);
  },

  async prefill(request, signal) {
    await loaded().prefill(request, signal);
  },
});
