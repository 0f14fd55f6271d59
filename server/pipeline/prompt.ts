import type { Language } from "../../lib/languages";
import type { ChatMessage, LanguageModel } from "../engines/contract";
import { fitHistory } from "./history-budget";
import { maxReplyTokens } from "./limits";
import { systemPrompt } from "./system-prompt";

/** The messages for one reply: the system message, as much history as fits, and what the person said (null: not yet known). */
export function buildPrompt(
  llm: Pick<LanguageModel, "contextTokens">,
  language: Language,
  history: readonly ChatMessage[],
  userText: string | null,
): ChatMessage[] {
  const system: ChatMessage = { role: "system", content: systemPrompt(language) };
  const said: ChatMessage[] = userText === null ? [] : [{ role: "user", content: userText }];
  const fitted = fitHistory(history, { contextTokens: llm.contextTokens(), maxReplyTokens, fixed: [system, ...said] });
  return [system, ...fitted, ...said];
}
