import type { Language } from "../../lib/languages";
import type { ChatMessage } from "../engines/contract";
import type { TurnDependencies } from "./contract";
import { replyMessages } from "./write-reply";

/**
 * Lets the language model read everything but the words that are being spoken right now, so that its first token comes sooner.
 * A hint: never rejects, and gives way to every other call.
 */
export async function primeReply(
  { sessionId, language, history }: { sessionId: string; language: Language; history: ChatMessage[] },
  { engines: { llm }, leases, logger }: TurnDependencies,
  signal: AbortSignal,
): Promise<void> {
  if (!llm.prime || !llm.supports(language)) return;
  try {
    const lease = await leases.acquire({ role: "llm", purpose: "background", sessionId, signal });
    try {
      const messages = replyMessages({ language, history }, null, llm);
      await llm.prime(messages, { signal: lease.signal, conversationId: sessionId });
    } finally {
      lease.release();
    }
  } catch (error) {
    if (!signal.aborted) logger.debug("prime_failed", { trace_id: sessionId, error });
  }
}
