import type { PrefillPrompt } from "./contract";
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
