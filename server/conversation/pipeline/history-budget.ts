import type { ChatMessage } from "../../inference/contract";

/** What the chat template adds around a message. */
const tokensPerMessage = 6;
/** Tokenizers differ; these lie on the high side, so that a prompt that fits by them fits. */
const tokensPerHanzi = 1.5;
const charactersPerToken = 2.6;
/** A model that does not say how much it holds. */
const assumedContextTokens = 4_096;
/** More history than this only makes the answer later. */
const maxHistoryTokens = 3_000;
/** Left over for what the estimate misses. */
const marginTokens = 64;
/** History is dropped four exchanges at a time: between two drops the prompt's beginning, and the engine's state for it, stays. */
const messagesPerDrop = 8;

/** About how many tokens a text is, for any tokenizer; never too few by much. */
export function estimateTokens(text: string): number {
  const hanzi = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return Math.ceil(hanzi * tokensPerHanzi + (text.length - hanzi) / charactersPerToken);
}

const messageTokens = (message: ChatMessage) => estimateTokens(message.content) + tokensPerMessage;

export interface HistoryBudget {
  /** Prompt and answer together; null when the model does not say. */
  contextTokens: number | null;
  /** Kept free for the answer. */
  maxReplyTokens: number;
  /** What stays whatever happens: the system message and what the person just said. */
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
