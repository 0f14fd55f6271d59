import type { ChatMessage } from "../../inference/contract";

/** Tokens that the chat template adds around a message. */
const tokensPerMessage = 6;
/** Tokenizers differ. These estimates are on the high side, so that a prompt that fits by them really fits. */
const tokensPerHanzi = 1.5;
const charactersPerToken = 2.6;
/** Assumed for a model that does not report its context size. */
const assumedContextTokens = 4_096;
/** More history than this only delays the answer. */
const maxHistoryTokens = 3_000;
/** Reserve for errors of the estimate. */
const marginTokens = 64;
/**
 * History is dropped four exchanges at a time. Between two drops the beginning of the prompt stays the same, and the
 * engine can reuse its state for it.
 */
const messagesPerDrop = 8;

/** An estimate of a text's tokens for any tokenizer; never much too low. */
export function estimateTokens(text: string): number {
  const hanzi = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return Math.ceil(hanzi * tokensPerHanzi + (text.length - hanzi) / charactersPerToken);
}

const messageTokens = (message: ChatMessage) => estimateTokens(message.content) + tokensPerMessage;

export interface HistoryBudget {
  /** Context size for prompt and answer together; null when the model does not report it. */
  contextTokens: number | null;
  /** Kept free for the answer. */
  maxReplyTokens: number;
  /** Messages that are never dropped: the system message and what the person just said. */
  fixed: readonly ChatMessage[];
  /** Part of the room that may be used, 0–1; default all of it. */
  share?: number;
}

/** The newest part of the history that fits the model, beginning with a user message. */
export function fitHistory(history: readonly ChatMessage[], budget: HistoryBudget): ChatMessage[] {
  const context = budget.contextTokens ?? assumedContextTokens;
  const fixedTokens = budget.fixed.reduce((sum, message) => sum + messageTokens(message), 0);
  const free = Math.min(maxHistoryTokens, context - budget.maxReplyTokens - fixedTokens - marginTokens);
  const room = free * (budget.share ?? 1);
  const newestFitting = firstThatFits(history, room);
  const inSteps = Math.ceil(newestFitting / messagesPerDrop) * messagesPerDrop;
  const start = inSteps < history.length ? inSteps : newestFitting;
  const fitting = history.slice(start);
  const firstUser = fitting.findIndex((message) => message.role === "user");
  return firstUser < 0 ? [] : fitting.slice(firstUser);
}

/** Index of the oldest message from which all newer ones fit into `room` tokens. */
function firstThatFits(history: readonly ChatMessage[], room: number): number {
  let used = 0;
  for (let index = history.length - 1; index >= 0; index--) {
    used += messageTokens(history[index] as ChatMessage);
    if (used > room) return index + 1;
  }
  return 0;
}
