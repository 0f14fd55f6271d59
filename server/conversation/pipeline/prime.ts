import type { Language } from "../../../lib/languages";
import type { ChatMessage } from "../../inference/contract";
import type { TurnDependencies } from "./contract";
import { buildPrompt } from "./prompt";

/** Only somebody who speaks is read ahead for. */
const urgency = "live";

export interface PrimeInput {
  sessionId: string;
  language: Language;
  /** Earlier turns that count, oldest first, without a system message: as the next turn will have them. */
  history: ChatMessage[];
}

/**
 * Lets the language model read what the next prompt begins with while the person still speaks. A hint: it waits behind every
 * reply, gives way to one, and never rejects, whatever happens. Abort it when the turn begins.
 */
export async function primeReply(
  input: PrimeInput,
  dependencies: TurnDependencies,
  signal: AbortSignal,
): Promise<void> {
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
}
