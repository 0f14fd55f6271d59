import type { FirstWords } from "../conversations";
import type { ConversationState } from "./conversation-state";
import { lacksOlderTurns } from "./older-turns";

/** What is known of the turns that the page does not have yet. */
export interface Opening {
  /** The oldest turn that the page was given. */
  oldestId: string;
  /** The conversation's first words. */
  words: FirstWords | null;
}

/** What the shown conversation is about: the first words that were said, as they were corrected; null before them. */
export function titleWords(
  { turnIds, turns }: Pick<ConversationState, "turnIds" | "turns">,
  opening: Opening | null,
): FirstWords | null {
  const said = (id: string) => turns[id]?.userTextFinal && turns[id].userText.trim() !== "";
  const turn = turns[turnIds.find((id) => said(id) && !turns[id]?.superseded) ?? turnIds.find(said) ?? ""];
  const isBefore = opening !== null && lacksOlderTurns({ turnIds }, [opening.oldestId]);
  const words = (isBefore && opening.words) || (turn && { text: turn.userText, language: turn.language });
  return words ? { text: words.text.replace(/\s+/gu, " ").trim(), language: words.language } : null;
}
