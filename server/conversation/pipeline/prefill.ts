import { languages } from "../../../lib/languages";
import type { PrefillPrompt, TurnDependencies } from "./contract";
import { buildPrompt } from "./prompt";

/** A prompt is read ahead only for a live conversation. */
const urgency = "live";

export const prefillPrompt: PrefillPrompt = async (input, dependencies, signal) => {
  const { engines, leases, logger } = dependencies;
  const { llm } = engines;
  if (!llm.prefill || !llm.supports(input.language)) return;
  const { sessionId, mayEvict } = input;
  try {
    const lease = await leases.acquire({ call: "prefill", urgency, signal });
    try {
      const messages = buildPrompt(input.history, null, {
        language: input.language,
        contextTokens: llm.contextTokens(),
      });
      await llm.prefill(messages, { signal: lease.signal, urgency, conversationId: sessionId, mayEvict });
    } finally {
      lease.release();
    }
  } catch (error) {
    // The reply meets the same failure and reports it.
    if (!signal.aborted) logger.debug("llm_prime_failed", { error });
  }
};

/**
 * Lets the language model read the system message of each language whenever it has come up, so that no new conversation
 * has to wait for that. Returns what ends it.
 */
export function prefillSystemPrompts(dependencies: TurnDependencies): () => void {
  const { llm } = dependencies.engines;
  const ended = new AbortController();
  const isReady = () => llm.models().some(({ state }) => state === "ready");
  let wasReady = false;
  const onStatus = () => {
    const becameReady = isReady() && !wasReady;
    wasReady = isReady();
    if (!becameReady) return;
    for (const language of languages) {
      void prefillPrompt({ sessionId: null, language, history: [], mayEvict: false }, dependencies, ended.signal);
    }
  };
  const unsubscribe = llm.onStatus(onStatus);
  onStatus();
  return () => {
    unsubscribe();
    ended.abort();
  };
}
