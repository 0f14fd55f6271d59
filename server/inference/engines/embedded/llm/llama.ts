import { basename, dirname, join } from "node:path";
import { getLlama, type LlamaContextSequence, LlamaLogLevel, type LlamaModel, type Token } from "node-llama-cpp";
import { AppError } from "../../../../../lib/errors";
import { followSignals } from "../../../../platform/timing/followed-signals";
import type { ChatMessage, GenerateEvent } from "../../../contract";
import { type PromptPart, renderPrompt } from "./chat-template";
import { type KvSlot, KvSlots } from "./kv-slots";
import type { LlmLoadOptions, LlmMethods } from "./methods";
import { matchingTokens, reusePrefix } from "./prefix-reuse";
import { PromptStates } from "./prompt-states";
import { promptSteps, stepTokens } from "./prompt-steps";
import { SentenceLimit, sentencesFor } from "./sentence-limit";
import { spokenTokensOnly } from "./spoken-tokens";

/** Tokens that the penalty for repetition looks back at. */
const penaltyTokens = 64;

export interface Llama {
  generate(
    request: LlmMethods["generate"]["input"],
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent, void, undefined>;
  /** Does nothing for a live conversation that may not evict another one where there is no free slot. */
  prefill(request: LlmMethods["prefill"]["input"], signal: AbortSignal): Promise<void>;
}

/** Loads a GGUF model on the CPU. Each conversation keeps its evaluated prompt: only what is new in it costs time. */
export async function loadLlama(directory: string, options: LlmLoadOptions): Promise<Llama> {
  const llama = await getLlama({
    gpu: false,
    build: "never",
    logLevel: LlamaLogLevel.error,
    maxThreads: options.threads,
  });
  const model = await llama.loadModel({ modelPath: join(directory, "model.gguf") });
  const contextOptions = { contextSize: options.contextTokens, threads: options.threads };
  const context = await model.createContext({ ...contextOptions, sequences: options.conversations, batchSize: 512 });
  const sequences = Array.from({ length: options.conversations }, () => context.getSequence());
  const slots = new KvSlots(sequences, async () => {
    const spare = await model.createContext({ ...contextOptions, sequences: 1, batchSize: stepTokens });
    return spare.getSequence();
  });
  // The store names a model's folder by its content.
  const origin = `${llama.llamaCppRelease.release} ${basename(directory)}`;
  // The spare slot has a context of its own, and the runtime loads a state only into a context of the same kind.
  const statesIn = (folder: string) => new PromptStates(join(dirname(directory), folder), origin);
  const [states, spareStates] = [statesIn("prompt-states"), statesIn("spare-prompt-states")];
  const statesOf = ({ isSpare }: KvSlot<LlamaContextSequence>) => (isSpare ? spareStates : states);
  const tokenBias = spokenTokensOnly(model);
  const prefills = new Map<string, AbortController>();

  function readPrompt(messages: readonly ChatMessage[], ending: "answer" | "ahead"): PromptTokens {
    const [first] = messages;
    const beginning = first?.role === "system" ? renderPrompt([first], "whole") : [];
    return { tokens: tokenize(model, renderPrompt(messages, ending)), beginning: tokenize(model, beginning) };
  }

  async function prefill(
    { messages, conversationId, mayEvict, urgency }: LlmMethods["prefill"]["input"],
    signal: AbortSignal,
  ): Promise<void> {
    const isLive = urgency === "live";
    if (isLive && !mayEvict && !slots.hasRoomFor(conversationId)) return;
    const yielding = new AbortController();
    if (isLive && conversationId !== null) {
      prefills.get(conversationId)?.abort();
      prefills.set(conversationId, yielding);
    }
    const prompt = readPrompt(messages, "ahead");
    const slot = await slots.take(conversationId, urgency, heldOf(prompt.tokens));
    const both = followSignals([signal, yielding.signal]);
    try {
      // A prompt too long for the context is no error here: the reply reports it.
      if (prompt.tokens.length < options.contextTokens) {
        const rest = await evaluateAhead(slot.state, statesOf(slot), prompt, both.signal);
        await slot.state.evaluateWithoutGeneratingNewTokens(rest);
      }
    } catch (error) {
      // Stopped for a more urgent call; the evaluated tokens stay.
      if (!yielding.signal.aborted) throw error;
    } finally {
      both.release();
      if (conversationId !== null && prefills.get(conversationId) === yielding) prefills.delete(conversationId);
      slots.release(slot);
    }
  }

  async function* generate(
    request: LlmMethods["generate"]["input"],
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent, void, undefined> {
    const prompt = readPrompt(request.messages, "answer");
    if (prompt.tokens.length + request.maxTokens > options.contextTokens) throw new AppError("context_overflow");
    const { conversationId, urgency } = request;
    if (conversationId !== null && urgency === "live") prefills.get(conversationId)?.abort();
    const slot = await slots.take(conversationId, urgency, heldOf(prompt.tokens));
    try {
      signal.throwIfAborted();
      const rest = await evaluateAhead(slot.state, statesOf(slot), prompt, signal);
      yield* write(slot.state, rest, { ...request, promptTokens: prompt.tokens.length }, signal);
    } finally {
      slots.release(slot);
    }
  }

  async function* write(
    sequence: LlamaContextSequence,
    rest: Token[],
    {
      maxTokens,
      sampling,
      promptTokens,
    }: Pick<LlmMethods["generate"]["input"], "maxTokens" | "sampling"> & { promptTokens: number },
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent, void, undefined> {
    const limit = new SentenceLimit(sentencesFor(maxTokens));
    const text = new TokenText(model);
    const written: Token[] = [];
    const { temperature, topP, topK, repeatPenalty } = options.sampling;
    const stream = sequence.evaluate(rest, {
      temperature: sampling?.temperature ?? temperature,
      ...(sampling?.seed !== undefined && { seed: sampling.seed }),
      topP,
      topK,
      tokenBias,
      repeatPenalty: { penalty: repeatPenalty, punishTokens: () => written.slice(-penaltyTokens) },
    });
    for await (const token of stream) {
      signal.throwIfAborted();
      written.push(token);
      const piece = limit.push(text.push(token));
      if (piece) yield { type: "token", text: piece };
      if (limit.ended || written.length >= maxTokens) break;
    }
    const heldBack = limit.flush();
    if (heldBack) yield { type: "token", text: heldBack };
    // Cut at either limit, the reply has an end that the model did not give it.
    const isCut = limit.ended || written.length >= maxTokens;
    const usage = { promptTokens, completionTokens: written.length };
    yield { type: "done", finishReason: isCut ? "length" : "stop", usage };
  }

  return { generate, prefill };
}

/** How many tokens of a prompt's beginning a sequence holds. */
const heldOf =
  (tokens: readonly Token[]) =>
  (sequence: LlamaContextSequence): number =>
    matchingTokens(sequence.contextTokens, tokens);

interface PromptTokens {
  tokens: Token[];
  /** The system message, which `tokens` begin with; without one, nothing that is worth keeping. */
  beginning: Token[];
}

/**
 * Evaluates the tokens that the sequence does not hold yet, except the last part, which it returns (at least one
 * token). The state after the system message is kept for other conversations.
 */
async function evaluateAhead(
  sequence: LlamaContextSequence,
  states: PromptStates,
  { tokens, beginning }: PromptTokens,
  signal: AbortSignal,
): Promise<Token[]> {
  await states.find(beginning);
  await states.restore(sequence, tokens);
  const { dropped, held } = reusePrefix(sequence.contextTokens, tokens);
  if (dropped) await sequence.eraseContextTokenRanges([dropped]);
  let at = Math.min(held, tokens.length - 1, sequence.nextTokenIndex);
  if (at < sequence.nextTokenIndex) {
    await sequence.eraseContextTokenRanges([{ start: at, end: sequence.nextTokenIndex }]);
  }
  for (const end of promptSteps({ from: at, beginning: beginning.length, end: tokens.length })) {
    signal.throwIfAborted();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, end));
    at = end;
    if (at === beginning.length) await states.keep(sequence, beginning);
  }
  signal.throwIfAborted();
  return tokens.slice(at);
}

function tokenize(model: LlamaModel, parts: readonly PromptPart[]): Token[] {
  const begin = model.tokens.bos !== null && model.tokens.shouldPrependBosToken ? [model.tokens.bos] : [];
  return [
    ...begin,
    ...parts.flatMap(({ kind, value }) => (value ? model.tokenize(value, kind === "markup", "trimLeadingSpace") : [])),
  ];
}

/** Tokens to text, held back while a character is incomplete (a hanzi may be two or three tokens). */
class TokenText {
  readonly #model: LlamaModel;
  #before: Token[] = [];
  #pending: Token[] = [];

  constructor(model: LlamaModel) {
    this.#model = model;
  }

  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#model.detokenize(this.#pending, false, this.#before);
    if (text.endsWith("\uFFFD")) return "";
    this.#before = [...this.#before, ...this.#pending].slice(-8);
    this.#pending = [];
    return text;
  }
}
