import { type Language, languages } from "../../../lib/languages";
import { defaultReplyLimits } from "../../../lib/reply-limits";
import { type Lease, LeasePreempted } from "../../inference/scheduling/contract";
import type { PrefillInput, PrefillPrompt, TurnDependencies } from "./contract";
import { buildPrompt } from "./prompt";

/** A prompt is read ahead only for a live conversation. */
const urgency = "live";

export const prefillPrompt: PrefillPrompt = async (input, dependencies, signal) => {
  await readAhead(input, dependencies, signal);
};

/** Resolves with whether a more urgent call took its place; the model keeps what it has read. Never rejects. */
async function readAhead(
  { sessionId, language, history, mayEvict }: PrefillInput,
  { engines, leases, logger, replyLimits }: TurnDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const { llm } = engines;
  if (!llm.prefill || !llm.supports(language)) return false;
  let lease: Lease | null = null;
  try {
    lease = await leases.acquire({ call: "prefill", urgency, signal });
    const limits = (await replyLimits?.()) ?? defaultReplyLimits;
    const messages = buildPrompt(history, null, { language, contextTokens: llm.contextTokens(), limits });
    await llm.prefill(messages, { signal: lease.signal, urgency, conversationId: sessionId, mayEvict });
    return false;
  } catch (error) {
    // The reply meets the same failure and reports it.
    if (!signal.aborted) logger.debug("llm_prime_failed", { error });
    return !signal.aborted && lease?.signal.reason instanceof LeasePreempted;
  } finally {
    lease?.release();
  }
}

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
    for (const language of languages) void readToItsEnd(language);
  };
  const readToItsEnd = async (language: Language) => {
    const input = { sessionId: null, language, history: [], mayEvict: false };
    // Replies go first, and each next try goes on from where the model was stopped.
    while (await readAhead(input, dependencies, ended.signal));
  };
  const unsubscribe = llm.onStatus(onStatus);
  onStatus();
  return () => {
    unsubscribe();
    ended.abort();
  };
}
