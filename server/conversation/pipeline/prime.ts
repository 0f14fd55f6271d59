import type { PrimeReply } from "./contract";
import { buildPrompt } from "./prompt";

/** Only somebody who speaks is read ahead for. */
const urgency = "live";

export const primeReply: PrimeReply = async (input, dependencies, signal) => {
  const { engines, leases, logger } = dependencies;
  const { llm } = engines;
  if (!llm.prime || !llm.supports(input.language)) return;
  const { sessionId } = input;
  try {
    const lease = await leases.acquire({ call: "prime", urgency, signal });
    try {
      const messages = buildPrompt(input.history, null, {
        language: input.language,
        contextTokens: llm.contextTokens(),
      });
      await llm.prime(messages, { signal: lease.signal, urgency, conversationId: sessionId });
    } finally {
      lease.release();
    }
  } catch (error) {
    // The reply meets the same failure and reports it.
    if (!signal.aborted) logger.debug("llm_prime_failed", { error });
  }
};
