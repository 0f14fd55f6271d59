import type { ConversationState, Turn } from "./conversation-state";
import { silenceTurn } from "./turn-reducer";

/** A conversation that was left for a new one; until that one's first turn it can be taken up again. */
export interface LeftConversation {
  sessionId: string;
  turnIds: readonly string[];
  turns: Readonly<Record<string, Turn>>;
}

/** Empties the page for a new conversation. */
export function leaveConversation(state: ConversationState): ConversationState {
  const { sessionId, turnIds } = state;
  const left = sessionId === null || turnIds.length === 0 ? state.left : { sessionId, turnIds, turns: ended(state) };
  return {
    ...state,
    // While waiting in the queue there is no session that could take what is said next.
    started: state.started && state.queue === null,
    sessionId: null,
    turnState: "listening",
    turnIds: [],
    turns: {},
    left,
    playingTurnId: null,
    replay: null,
    hearing: "",
    outgoing: null,
    notice: null,
    openElsewhere: null,
  };
}

/** Shows the conversation that was left last, in place of the new one. */
export function returnToConversation(state: ConversationState): ConversationState {
  const { left } = state;
  if (left === null) return state;
  return { ...leaveConversation(state), turnIds: left.turnIds, turns: left.turns, left: null };
}

/** Leaving ends what runs and what sounds: the server sends nothing more of it, and stores how far it was heard. */
function ended(state: ConversationState): ConversationState["turns"] {
  const { playingTurnId } = state;
  const { turns } = playingTurnId === null ? state : silenceTurn(state, playingTurnId, "user_stop");
  const end = (turn: Turn): Turn =>
    turn.status === "running" ? { ...turn, status: "interrupted", endedBy: "user_stop", silenced: true } : turn;
  return Object.fromEntries(Object.entries(turns).map(([turnId, turn]) => [turnId, end(turn)]));
}
