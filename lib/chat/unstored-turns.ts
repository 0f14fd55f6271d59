import type { CopiedTurn } from "../conversation-text";
import type { ConversationState, Turn } from "./conversation-state";

/** The turns of the page with words that `stored` lacks: their reply is being written, or their row is. */
export function unstoredTurns(
  { turnIds, turns }: Pick<ConversationState, "turnIds" | "turns">,
  stored: readonly Pick<CopiedTurn, "turn_id">[],
): CopiedTurn[] {
  const storedIds = new Set(stored.map(({ turn_id: turnId }) => turnId));
  return turnIds.flatMap((turnId) => {
    const turn = turns[turnId];
    // A turn that was replaced may be of a conversation before this one, which the page goes on showing.
    if (!turn || storedIds.has(turnId) || turn.superseded || turn.userText === "") return [];
    return [copied(turn)];
  });
}

function copied(turn: Turn): CopiedTurn {
  return {
    turn_id: turn.turnId,
    turn_number: turn.turnNumber,
    user_text: turn.userText,
    ai_text: turn.replyText,
    ai_audio_ms: turn.isSpoken ? turn.queuedMs : null,
    heard_chars: turn.heardChars,
    interrupted: turn.status === "interrupted",
    ended_by: turn.endedBy,
    finish_reason: turn.finishReason,
    error_code: turn.errorCode,
    supersedes_turn_id: null,
    created_at: null,
    isUnfinished: turn.status === "running",
  };
}
