import { type Language, languages } from "../../../lib/languages";
import type { PersonaInUse } from "../../../lib/personas/persona";
import { defaultReplyLimits } from "../../../lib/reply-limits";
import type { CallOptions, GenerateRequest, LanguageModel } from "../../inference/contract";
import { type Lease, LeasePreempted } from "../../inference/scheduling/contract";
import type { PrefillInput, PrefillPrompt, TurnDependencies } from "./contract";
import { buildPrompt } from "./prompt";

export const prefillPrompt: PrefillPrompt = async (input, dependencies, signal) => {
  await readAhead(input, dependencies, signal);
};

/** Resolves with whether a more urgent call took its place; the model keeps what it has read. Never rejects. */
async function readAhead(
  { sessionId, language, history, mayEvict, system, urgency = "live" }: PrefillInput,
  { engines, leases, logger, replyLimits }: TurnDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const { llm } = engines;
  if (!llm.supports(language)) return false;
  if (!llm.prefill && (urgency === "live" || history.length === 0)) return false;
  let lease: Lease | null = null;
  try {
    lease = await leases.acquire({ call: "prefill", urgency, signal });
    const limits = (await replyLimits?.()) ?? defaultReplyLimits;
    const messages = buildPrompt(history, null, {
      language,
      contextTokens: llm.contextTokens(),
      limits,
      system: await system,
    });
    const options = { signal: lease.signal, urgency };
    if (llm.prefill) await llm.prefill(messages, { ...options, conversationId: sessionId, mayEvict });
    else await readByAnswering(llm, { messages, language, maxTokens: 1 }, options);
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
 * A server keeps the beginnings of its last prompts, so that a live conversation's was read at its turn before. A turn that
 * is run again has no such turn before it.
 */
async function readByAnswering(llm: LanguageModel, request: GenerateRequest, options: CallOptions): Promise<void> {
  for await (const _ of llm.generate(request, options));
}

type Prompts = PersonaInUse["prompts"];

/**
 * Lets the language model read the system message of each language whenever it has come up and whenever the house has
 * chosen others, so that no new conversation has to wait for that.
 */
export function prefillSystemPrompts(dependencies: TurnDependencies): { use(prompts: Prompts): void; end(): void } {
  const { llm } = dependencies.engines;
  let prompts: Prompts | null = null;
  let reading = new AbortController();
  const isReady = () => llm.models().some(({ state }) => state === "ready");
  let wasReady = false;
  const onStatus = () => {
    const becameReady = isReady() && !wasReady;
    wasReady = isReady();
    if (becameReady) readAll();
  };
  const readAll = () => {
    reading.abort();
    if (!prompts) return;
    reading = new AbortController();
    for (const language of languages) void readToItsEnd(language, prompts[language], reading.signal);
  };
  const readToItsEnd = async (language: Language, system: string, signal: AbortSignal) => {
    const input = { sessionId: null, language, history: [], mayEvict: false, system };
    // Replies go first, and each next try goes on from where the model was stopped.
    while (await readAhead(input, dependencies, signal));
  };
  const unsubscribe = llm.onStatus(onStatus);
  onStatus();
  return {
    use(chosen) {
      prompts = chosen;
      if (isReady()) readAll();
    },
    end() {
      unsubscribe();
      prompts = null;
      reading.abort();
    },
  };
}
