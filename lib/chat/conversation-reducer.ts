import type { ErrorCode } from "../errors";
import type { ServerMessage } from "../protocol/server-messages";
import { type ConnectionState, isContinuedElsewhere } from "./connection-state";
import { type ConversationState, fullService, type OpenElsewhere, type Turn } from "./conversation-state";
import { leaveConversation, returnToConversation } from "./left-conversation";
import type { Capture, MicrophoneState } from "./microphone-state";
import type { Replay } from "./recordings";
import {
  addMissingTurns,
  addSound,
  addToken,
  advancePlayout,
  changeTurn,
  completeTurn,
  failTurn,
  loseRecording,
  openTurn,
  restartTurn,
  setTranscript,
  silenceTurn,
  withoutEmptyTurns,
} from "./turn-reducer";

export type ConversationEvent =
  | { type: "server"; message: ServerMessage }
  | { type: "connection"; state: ConnectionState }
  | { type: "microphone"; state: MicrophoneState }
  | { type: "capture"; capture: Capture }
  | { type: "sent"; kind: "typed" | "edited" | "repeated"; text: string; editsTurnId: string | null }
  | { type: "outgoing_dropped" }
  /** `clause`: the segment whose sound begins here; null where none begins. */
  | { type: "sound_received"; turnId: string; durationMs: number; clause: string | null }
  | { type: "sound_played"; turnId: string; playedMs: number; drained: boolean }
  /** The person asked for silence: the rest of the sound is dropped, even if the server has sent it already. */
  | { type: "stopped"; turnId: string }
  /** A recording is fetched or played again; null: none any more. */
  | { type: "replay"; replay: Replay | null }
  /** The recording could not be had. */
  | { type: "replay_failed" }
  | { type: "login_ends"; atMs: number }
  | { type: "notice_dismissed" }
  | { type: "open_in_another_tab" }
  /** Stored turns of the shown conversation. */
  | { type: "turns_read"; turns: readonly Turn[] }
  | { type: "conversation_left" }
  /** The conversation that was left last is taken up again. */
  | { type: "conversation_returned_to" };

/** The next state; the same object when nothing that is shown has changed. */
export function reduceConversation(state: ConversationState, event: ConversationEvent): ConversationState {
  switch (event.type) {
    case "server":
      return reduceServerMessage(state, event.message);
    case "connection":
      return reduceConnection(state, event.state);
    case "microphone":
      return { ...state, microphone: event.state };
    case "capture":
      return event.capture === state.capture ? state : { ...state, capture: event.capture };
    case "sent":
      return {
        ...state,
        notice: null,
        outgoing: { kind: event.kind, text: event.text, editsTurnId: event.editsTurnId, lost: false },
      };
    case "outgoing_dropped":
      return { ...state, outgoing: null };
    case "sound_received":
      return addSound(state, event.turnId, event.durationMs, event.clause);
    case "sound_played":
      return advancePlayout(state, event.turnId, event.playedMs, event.drained);
    case "stopped":
      return silenceTurn(state, event.turnId, "user_stop");
    case "replay":
      return { ...state, replay: event.replay };
    case "replay_failed":
      return loseRecording(state);
    case "login_ends":
      return { ...state, loginEndsAtMs: event.atMs };
    case "notice_dismissed":
      return { ...state, notice: null };
    case "open_in_another_tab":
      return { ...state, openElsewhere: { kind: "other_tab" } };
    case "turns_read":
      return addMissingTurns(state, event.turns);
    case "conversation_left":
      return leaveConversation(state);
    case "conversation_returned_to":
      return returnToConversation(state);
  }
}

function reduceConnection(state: ConversationState, connection: ConnectionState): ConversationState {
  if (connection.state === "connected") return { ...state, connection, notice: null };
  const outgoing = state.outgoing && { ...state.outgoing, lost: true };
  const { playingTurnId } = state;
  const isSilenced = playingTurnId !== null && isContinuedElsewhere(connection);
  return {
    ...(isSilenced ? silenceTurn(state, playingTurnId, "disconnect") : state),
    connection,
    started: false,
    service: fullService,
    queue: null,
    hearing: "",
    turnState: "listening",
    outgoing,
    loginEndsAtMs: null,
  };
}

function reduceServerMessage(state: ConversationState, message: ServerMessage): ConversationState {
  switch (message.type) {
    case "session_started":
      return startSession(state, message);
    case "queue_position":
      return { ...state, queue: { position: message.position, etaMs: message.eta_ms } };
    case "service_level":
      return { ...state, service: { level: message.level, reason: message.reason } };
    case "model_status": {
      const { type: _, ...status } = message;
      const known = state.models.some((model) => model.model === status.model && model.role === status.role);
      const replaced = state.models.map((m) => (m.model === status.model && m.role === status.role ? status : m));
      return { ...state, models: known ? replaced : [...state.models, status] };
    }
    case "turn_state": {
      const settled = message.state === "listening" ? withoutEmptyTurns(state) : state;
      const hearing = message.state === "hearing" || message.state === "thinking" ? settled.hearing : "";
      const notice = message.state === "hearing" ? null : settled.notice;
      return { ...settled, turnState: message.state, hearing, notice };
    }
    case "turn_started":
      return openTurn(state, message);
    case "turn_restarted":
      return restartTurn(state, message.turn_id);
    case "transcription":
      return setTranscript(state, message.turn_id, message);
    case "llm_token":
      return addToken(state, message.turn_id, message.token);
    case "audio_response":
      // Sound reaches the state as `sound_received`, once it is decoded and queued.
      return state;
    case "login_expiring":
      // It reaches the state as `login_ends`, by this browser's clock.
      return state;
    case "login_renewed":
      return { ...state, loginEndsAtMs: null };
    case "consent_sentence":
    case "consent_progress":
    case "consent_result":
      // They come on connections of their own.
      return state;
    case "audio_clear":
      return silenceTurn(state, message.turn_id, message.ended_by ?? null, message.heard_chars);
    case "turn_completed":
      return completeTurn(state, message);
    case "error":
      if (message.turn_id !== undefined && message.turn_id in state.turns)
        return failTurn(state, message.turn_id, message.code);
      return reduceError(state, message);
  }
}

/** Errors that may be the answer to typed words. After any other error the words may still arrive. */
const refusals: readonly ErrorCode[] = [
  "bad_message",
  "message_too_large",
  "rate_limited",
  "turn_not_found",
  "shutting_down",
  "unauthorized",
  "account_disabled",
  "internal",
];

type ErrorMessage = Extract<ServerMessage, { type: "error" }>;

/** An error that belongs to no turn. */
function reduceError(state: ConversationState, { code, held_by: heldBy }: ErrorMessage): ConversationState {
  // The page says it with more detail, from the models' states.
  if (code === "model_language_unsupported") return state;
  const isRefusal = refusals.includes(code);
  return {
    ...state,
    // The server could not begin the next conversation, so there is none.
    started: state.started && !(state.sessionId === null && code === "internal"),
    notice: code,
    openElsewhere: code === "session_in_use" ? elsewhere(state, heldBy) : state.openElsewhere,
    outgoing: state.outgoing && isRefusal ? { ...state.outgoing, lost: true } : state.outgoing,
  };
}

function elsewhere(state: ConversationState, heldBy: ErrorMessage["held_by"]): OpenElsewhere {
  if (heldBy) return { kind: "other_client", address: heldBy.address, userAgent: heldBy.user_agent };
  return state.openElsewhere ?? { kind: "taken_over" };
}

function startSession(
  state: ConversationState,
  message: Extract<ServerMessage, { type: "session_started" }>,
): ConversationState {
  // Before the page's first session the id is null: the turns it shows belong to the conversation that it resumes.
  const other = state.sessionId !== null && state.sessionId !== message.session_id;
  const settled: ConversationState = {
    ...state,
    started: true,
    sessionId: message.session_id,
    language: message.language,
    mode: message.mode,
    models: message.models,
    speaker: message.profile_id,
    queue: null,
    openElsewhere: null,
  };
  // The message answers changed settings: a running turn goes on.
  if (state.started && !other) return settled;
  let next = settled;
  for (const turnId of state.turnIds) {
    // A turn that ran when the connection broke gets no more messages, and a new session knows none of the old turns.
    next = changeTurn(next, turnId, (turn) =>
      turn.status === "running" ? { ...turn, status: "interrupted", endedBy: "disconnect" } : turn,
    );
    if (other || !message.resumed) next = changeTurn(next, turnId, (turn) => ({ ...turn, superseded: true }));
  }
  return next;
}
