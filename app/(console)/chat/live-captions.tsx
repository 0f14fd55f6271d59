"use client";
import type { ConversationState, Turn } from "@/lib/chat/conversation-state";
import { useConversation } from "./chat-context";

/**
 * For screen readers: the person's words once they are final, then the reply: segment by segment as it sounds, or whole
 * when it is only written.
 */
export function LiveCaptions() {
  const caption = useConversation(newestCaption);
  const language = useConversation((state) => newestTurn(state)?.language ?? state.language);
  return (
    <p aria-live="polite" lang={language} data-testid="caption" className="sr-only">
      {caption}
    </p>
  );
}

function newestTurn(state: ConversationState): Turn | undefined {
  const newest = state.turnIds.at(-1);
  return newest === undefined ? undefined : state.turns[newest];
}

function newestCaption(state: ConversationState): string {
  const turn = newestTurn(state);
  if (!turn) return "";
  return lastHeardSegment(turn) || (turn.userTextFinal ? turn.userText : "");
}

function lastHeardSegment(turn: Turn): string {
  if (!turn.isSpoken) return turn.status === "running" ? "" : turn.replyText;
  if (turn.heardChars === 0) return "";
  const started = turn.captions.filter(({ endChar }) => endChar <= turn.heardChars);
  const from = started.at(-2)?.endChar ?? 0;
  return turn.replyText.slice(from, turn.heardChars).trim();
}
