import type { Language } from "../../../lib/languages";
import { defaultPrompts } from "../../../lib/personas/default-prompts";
import { longestReplyTokens, type ReplyLimits } from "../../../lib/reply-limits";
import type { ChatMessage } from "../../inference/contract";
import { fitHistory } from "./history-budget";

export interface PromptOptions {
  language: Language;
  /** LanguageModel.contextTokens() */
  contextTokens: number | null;
  limits: ReplyLimits;
  /** The system message; default: the one that comes with AVATAR. */
  system?: string | undefined;
  /** Part of the room for history that is used, 0–1; default all of it. */
  share?: number;
}

/**
 * The messages for one reply: the system message, as much history as fits, and what the person said (null: not known
 * yet).
 */
export function buildPrompt(
  history: readonly ChatMessage[],
  userText: string | null,
  { language, contextTokens, limits, system: content = defaultPrompts[language], share = 1 }: PromptOptions,
): ChatMessage[] {
  const system: ChatMessage = { role: "system", content };
  const said: ChatMessage[] = userText === null ? [] : [{ role: "user", content: userText }];
  // The same for spoken and typed turns: what is read ahead must be the beginning of the prompt of either.
  const maxReplyTokens = longestReplyTokens(limits, contextTokens);
  const fitted = fitHistory(history, { contextTokens, maxReplyTokens, fixed: [system, ...said], share });
  return [system, ...fitted, ...said];
}
