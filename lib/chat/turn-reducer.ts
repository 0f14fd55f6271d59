import type { ErrorCode } from "../errors";
import type { ServerMessage } from "../protocol/server-messages";
import type { EndedBy } from "../turn-end";
import { isVoicesOwnFailure } from "../voices";
import { segmentEnd } from "./captions";
import type { ConversationState, Outgoing, Turn } from "./conversation-state";
import { turnModels } from "./model-choice";

/** Applies `change` to one turn; the same state when the turn is unknown or `change` returns it as it is. */
export function changeTurn(state: ConversationState, turnId: string, change: (turn: Turn) => Turn): ConversationState {
  const turn = state.turns[turnId];
  if (!turn) return state;
  const changed = change(turn);
  return changed === turn ? state : { ...state, turns: { ...state.turns, [turnId]: changed } };
}

const noReplyYet = {
  replyText: "",
  heardChars: 0,
  captions: [],
  queuedMs: 0,
  lostRecordings: [],
  silenced: false,
  endedBy: null,
  finishReason: null,
  timings: null,
  saidReplacements: [],
} as const;

/** Adds a new turn at the end. Words that were on their way to the server become its words. */
export function openTurn(
  state: ConversationState,
  { turn_id: turnId, turn_number: turnNumber, spoken = true }: Extract<ServerMessage, { type: "turn_started" }>,
): ConversationState {
  if (turnId in state.turns) return state;
  const { outgoing } = state;
  const turn: Turn = {
    turnId,
    turnNumber,
    source: outgoing?.kind ?? "spoken",
    language: state.language,
    userText: outgoing?.text ?? state.hearing,
    userTextFinal: outgoing !== null,
    heardReplacements: [],
    ...noReplyYet,
    isSpoken: spoken,
    status: "running",
    superseded: false,
    mode: state.mode,
    models: turnModels(state.models, state.language),
    errorCode: null,
    thumb: null,
  };
  const edited = outgoing?.editsTurnId ?? null;
  const from = edited === null ? -1 : state.turnIds.indexOf(edited);
  let next = withoutEmptyTurns(state);
  if (from >= 0) {
    for (const id of state.turnIds.slice(from)) next = changeTurn(next, id, (old) => ({ ...old, superseded: true }));
  }
  return {
    ...next,
    turnIds: [...next.turnIds, turnId],
    turns: { ...next.turns, [turnId]: turn },
    left: null,
    outgoing: null,
    hearing: "",
    notice: null,
  };
}

/** The person goes on speaking: nothing of the reply is left, and the words are those of the next transcript. */
export function restartTurn(state: ConversationState, turnId: string): ConversationState {
  const playingTurnId = state.playingTurnId === turnId ? null : state.playingTurnId;
  return changeTurn({ ...state, playingTurnId }, turnId, (turn) => ({
    ...turn,
    ...noReplyYet,
    userTextFinal: false,
    status: "running",
    errorCode: null,
  }));
}

/** Adds stored turns that the page does not know, each in its place; known turns stay unchanged. */
export function addMissingTurns(state: ConversationState, stored: readonly Turn[]): ConversationState {
  const missing = stored.filter(({ turnId }) => !(turnId in state.turns));
  if (missing.length === 0) return state;
  const turns = { ...state.turns, ...Object.fromEntries(missing.map((turn) => [turn.turnId, turn])) };
  const place = (turnId: string) => turns[turnId]?.turnNumber ?? 0;
  const turnIds = [...state.turnIds, ...missing.map(({ turnId }) => turnId)];
  return { ...state, turns, turnIds: turnIds.sort((a, b) => place(a) - place(b)) };
}

/** Hides running turns without words, because nothing was said after all: they leave `turnIds` and stay in `turns`. */
export function withoutEmptyTurns(state: ConversationState): ConversationState {
  const empty = (turnId: string) => {
    const turn = state.turns[turnId];
    return turn?.status === "running" && turn.userText === "" && turn.replyText === "";
  };
  if (!state.turnIds.some(empty)) return state;
  return { ...state, turnIds: state.turnIds.filter((turnId) => !empty(turnId)) };
}

export function setTranscript(
  state: ConversationState,
  turnId: string | undefined,
  { text, is_final: isFinal, heard_as: heardAs }: Extract<ServerMessage, { type: "transcription" }>,
): ConversationState {
  if (turnId === undefined || !(turnId in state.turns)) return { ...state, hearing: text };
  const turn = state.turns[turnId];
  // Only speech is transcribed. A turn that took typed words for its own had begun by speech before they were sent:
  // they wait for a turn of their own again.
  const outgoing: Outgoing | null =
    turn && turn.source !== "spoken"
      ? { kind: turn.source, text: turn.userText, editsTurnId: null, lost: false }
      : state.outgoing;
  return changeTurn({ ...state, outgoing, hearing: "" }, turnId, (old) => ({
    ...old,
    source: "spoken",
    userText: text,
    userTextFinal: isFinal,
    heardReplacements: heardAs?.replacements ?? [],
  }));
}

export function addToken(state: ConversationState, turnId: string, token: string): ConversationState {
  return changeTurn(state, turnId, (turn) => {
    if (turn.status !== "running" || token === "") return turn;
    const replyText = turn.replyText + token;
    // Nothing will sound: the words are read as they come.
    return { ...turn, replyText, heardChars: turn.isSpoken ? turn.heardChars : replyText.length };
  });
}

/** Sound was queued. `segment`: the one that begins with it; it counts as heard once this sound begins to play. */
export function addSound(
  state: ConversationState,
  turnId: string,
  durationMs: number,
  segment: string | null,
): ConversationState {
  return changeTurn(state, turnId, (turn) => {
    if (turn.silenced) return turn;
    const queuedMs = turn.queuedMs + durationMs;
    if (segment === null) return { ...turn, queuedMs };
    const endChar = segmentEnd(turn.replyText, turn.captions.at(-1)?.endChar ?? 0, segment);
    return { ...turn, queuedMs, captions: [...turn.captions, { startMs: turn.queuedMs, endChar }] };
  });
}

/** Moves the heard text on, segment by segment, as the sound is played; most reports change nothing. */
export function advancePlayout(
  state: ConversationState,
  turnId: string,
  playedMs: number,
  drained: boolean,
): ConversationState {
  const turn = state.turns[turnId];
  if (!turn || turn.silenced || playedMs === 0) return state;
  const playingTurnId = drained ? null : turnId;
  const next = state.playingTurnId === playingTurnId ? state : { ...state, playingTurnId };
  // The last words of a reply that failed may never have become sound.
  const isHeardToTheEnd = drained && turn.status !== "failed";
  const heardChars = isHeardToTheEnd ? turn.replyText.length : heardAt(turn, playedMs);
  return heardChars <= turn.heardChars ? next : changeTurn(next, turnId, (old) => ({ ...old, heardChars }));
}

function heardAt(turn: Turn, playedMs: number): number {
  // The server did not say where segments begin: all text counts as heard.
  if (turn.captions.length === 0) return turn.replyText.length;
  return turn.captions.findLast((caption) => caption.startMs <= playedMs)?.endChar ?? 0;
}

export function completeTurn(
  state: ConversationState,
  message: Extract<ServerMessage, { type: "turn_completed" }>,
): ConversationState {
  // It was hidden as long as nobody knew whether anything was said.
  const isHidden = message.ended_by === "not_understood" && !state.turnIds.includes(message.turn_id);
  const turnIds = isHidden ? [...state.turnIds, message.turn_id] : state.turnIds;
  return changeTurn({ ...state, turnIds }, message.turn_id, (turn) => {
    const ended = message.interrupted || turn.silenced ? "interrupted" : "completed";
    const silent = turn.queuedMs === 0 && ended === "completed";
    // The person may have stopped the sound after the server had written its record.
    const stopped = turn.silenced && !message.interrupted;
    return {
      ...turn,
      turnNumber: message.turn_number,
      timings: message.timings,
      status: turn.status === "failed" ? "failed" : ended,
      endedBy: stopped ? "user_stop" : (message.ended_by ?? null),
      finishReason: message.finish_reason ?? null,
      saidReplacements: message.said_replacements ?? [],
      heardChars: silent ? turn.replyText.length : turn.heardChars,
    };
  });
}

/**
 * The sound of a turn ends. One that is already complete is interrupted by that, unless the page knew it before.
 * `heardChars`: as the server records it, which is then what the page says, too. Of a reply that had no sound the words
 * were read as they came.
 */
export function silenceTurn(
  state: ConversationState,
  turnId: string,
  endedBy: EndedBy | null,
  heardChars?: number,
): ConversationState {
  const playingTurnId = state.playingTurnId === turnId ? null : state.playingTurnId;
  return changeTurn({ ...state, playingTurnId }, turnId, (turn) => {
    const recorded = turn.queuedMs > 0 ? heardChars : undefined;
    const silenced = { ...turn, silenced: true, heardChars: recorded ?? turn.heardChars };
    // A connection that ends takes nothing away from a reply that is whole.
    if (turn.status !== "completed" || endedBy === "disconnect") return silenced;
    return { ...silenced, status: "interrupted", endedBy: endedBy ?? turn.endedBy };
  });
}

/** What was to be played again could not be had: it is not offered any more. */
export function loseRecording(state: ConversationState): ConversationState {
  const { replay } = state;
  if (replay === null) return state;
  return changeTurn({ ...state, replay: null }, replay.turnId, (turn) => ({
    ...turn,
    lostRecordings: [...turn.lostRecordings, replay.side],
  }));
}

/** A failure of speech alone lets the text go on; any other failure ends the turn. */
export function failTurn(state: ConversationState, turnId: string, code: ErrorCode): ConversationState {
  return changeTurn(state, turnId, (turn) => {
    // The reply is there: only a voice for its language is missing, which the page says of the language, not of a turn.
    if (code === "model_language_unsupported" && turn.replyText !== "") {
      return { ...turn, heardChars: turn.replyText.length };
    }
    const isSpeechAlone = code === "tts_failed" || isVoicesOwnFailure(code);
    return {
      ...turn,
      errorCode: code,
      status: isSpeechAlone ? turn.status : "failed",
      heardChars: isSpeechAlone ? turn.replyText.length : turn.heardChars,
    };
  });
}
