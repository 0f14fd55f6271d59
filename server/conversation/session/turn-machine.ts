import type { Interruption } from "../../../lib/turn-end";
import {
  closeWindow,
  giveUpWithdrawn,
  inOrder,
  isJoined,
  maxUtteranceSamples,
  newSpeech,
  speechStart,
  takeBack,
  unclear,
} from "./one-thought";
import {
  type ActiveTurn,
  type Effect,
  goOnMs,
  type MachineEvent,
  type MachineState,
  type OpenTurn,
  type SampleRange,
  type Speech,
  type Step,
  type TurnSource,
} from "./turn-machine-types";
import { changesNextPrompt, shownGeneration, shownState } from "./turn-machine-view";

export const initialState: MachineState = {
  generation: 0,
  speech: null,
  turn: null,
  playing: null,
  next: null,
  open: null,
  withdrawn: null,
};

/** Effects of what ends come before the new state, effects of what begins after it. */
const stopping: readonly Effect["type"][] = [
  "abort_turn",
  "overtake_turn",
  "withdraw_turn",
  "silence_turn",
  "stop_playback",
  "record_turn",
];

/**
 * One conversation as a pure function: (state, event) → (state, effects). At most one turn is active. Every turn has a
 * generation, and events of any other generation are too late and dropped. Positions are sample numbers at 16 kHz.
 */
export function step(before: MachineState, event: MachineEvent): Step {
  const { state, effects } = react(before, event);
  const shown = shownState(state);
  const changed = shown !== shownState(before) || shownGeneration(state) !== shownGeneration(before);
  if (changesNextPrompt(before, { state, effects }) && event.type !== "leave") {
    effects.push({ type: "prefill_next", speaking: shown === "hearing" });
  }
  if (!changed && event.type !== "no_speech" && event.type !== "interrupt") return { state, effects };
  const show: Effect = { type: "show", state: shown, generation: shownGeneration(state) };
  const stops = effects.filter(({ type }) => stopping.includes(type));
  return { state, effects: [...stops, show, ...effects.filter((effect) => !stops.includes(effect))] };
}

function react(state: MachineState, event: MachineEvent): Step {
  switch (event.type) {
    case "speech_start":
      return speechStart(state, newSpeech(state, event.startSample, event.beganAtMs));
    case "speech_sustained":
      return sustained(state);
    case "possible_end":
      return possibleEnd(state, event.endSample);
    case "speech_resumed":
      return state.turn?.phase === "preemptive" ? overtaken(state, state.turn) : { state, effects: [] };
    case "speech_end":
      return speechEnd(state, event.endSample);
    case "no_speech":
      return { state, effects: [] };
    case "interrupt":
      return interrupted(state, event);
    case "text_input":
      return typed(state, { kind: "text", text: event.text });
    case "transcript_edit":
      return typed(state, { kind: "edit", supersedesTurnId: event.turnId, text: event.text });
    case "listening_ended": {
      // Audio is lost: drop the waiting utterance, and a preemptive turn whose end of speech will never be detected.
      const turn = state.turn && { ...state.turn, range: null };
      const closed = closeWindow({ ...state, turn, speech: null, next: null });
      if (turn?.phase === "preemptive") return inOrder(closed, endTurnAndPlayback, giveUpWithdrawn);
      return turn ? closed : inOrder(closed, giveUpWithdrawn);
    }
    case "leave":
      return inOrder(
        endTurnAndPlayback({ ...state, speech: null }, event.by, event.unheardIsDropped ? event.by : null),
        (left) => giveUpWithdrawn(left, event.by),
      );
    case "played_out":
      return { state: state.playing === event.generation ? { ...state, playing: null } : state, effects: [] };
    case "window_closed":
      return state.open?.generation === event.generation ? closeWindow(state) : { state, effects: [] };
    default:
      return turnEvent(state, event);
  }
}

function turnEvent(
  state: MachineState,
  event: Extract<MachineEvent, { type: "transcribed" | "first_audio" | "nothing_said" | "failed" | "finished" }>,
): Step {
  const { turn } = state;
  // A preemptive turn's events are kept back until it is committed.
  if (turn?.generation !== event.generation || turn.phase === "preemptive") return { state, effects: [] };
  switch (event.type) {
    case "transcribed": {
      const transcribed: MachineState = { ...state, turn: { ...turn, transcribed: true }, withdrawn: null };
      if (state.next) return beginNext(transcribed, state.next);
      // Speech that had to wait for these words (see `sustained`) interrupts now.
      return state.speech?.sustained && !state.speech.ignored
        ? endTurnAndPlayback(transcribed)
        : { state: transcribed, effects: [] };
    }
    case "first_audio":
      if (turn.silenced) return { state, effects: [] };
      return {
        state: {
          ...state,
          turn: { ...turn, phase: "speaking" },
          open: openUntil(state.open, event.atMs + goOnMs),
        },
        effects: [],
      };
    case "nothing_said":
      if (state.next) return beginNext(state, state.next);
      return unclear(state, turn, event.atMs);
    case "failed": {
      const open = turn.transcribed ? openUntil(state.open, event.atMs + goOnMs) : null;
      return ended({ ...state, open, withdrawn: null }, event);
    }
    case "finished":
      return ended(event.hasAudio ? state : { ...state, open: null }, event);
  }
}

const openUntil = (open: OpenTurn | null, untilMs: number) => open && { ...open, untilMs: open.untilMs ?? untilMs };

/** The running turn has come to its end. While speech may still go on with it, it is not stored. */
function ended(state: MachineState, { generation, hasAudio }: { generation: number; hasAudio: boolean }): Step {
  const record: Effect[] = state.open ? [] : [{ type: "record_turn", generation }];
  const { next } = state;
  if (next) return inOrder({ state: { ...state, turn: null }, effects: record }, (over) => beginNext(over, next));
  return { state: { ...state, turn: null, playing: hasAudio ? generation : null }, effects: record };
}

/** Silence first, then the end of the writing. */
function interrupted(state: MachineState, { what, by }: Extract<MachineEvent, { type: "interrupt" }>): Step {
  const { turn } = state;
  // During a preemptive turn the person is only pausing, and nothing is being said that could be stopped.
  if (turn?.phase === "preemptive") return { state, effects: [] };
  if (!turn || what === "reply") return endTurnAndPlayback(state, by);
  if (turn.silenced) return what === null ? endTurnAndPlayback(state, by) : { state, effects: [] };
  return {
    state: { ...state, turn: { ...turn, silenced: true, phase: "thinking" }, open: null },
    effects: [{ type: "silence_turn", generation: turn.generation, by }],
  };
}

/**
 * Speech that goes on with the open turn takes it back; later speech interrupts its reply. Speech before it that is not
 * transcribed yet becomes part of it.
 */
function sustained(state: MachineState): Step {
  if (!state.speech || state.speech.ignored) return { state, effects: [] };
  const speech = { ...state.speech, sustained: true };
  const { turn, open } = state;
  if (turn?.phase === "preemptive") return { state: { ...state, speech }, effects: [] };
  const before = turn && !turn.transcribed ? turn.range : speech.goesOn ? (open?.range ?? null) : null;
  if (before !== null && isJoined(before, speech)) {
    const joined = { ...speech, startSample: before.startSample, goesOn: false };
    return takeBack({ ...state, speech: joined });
  }
  // Too long for one call: the earlier words are recognised first, and `transcribed` interrupts then.
  return turn && !turn.transcribed
    ? { state: { ...state, speech }, effects: [] }
    : endTurnAndPlayback({ ...state, speech });
}

function possibleEnd(state: MachineState, endSample: number): Step {
  const { speech } = state;
  if (!speech || speech.ignored || state.turn || state.playing !== null) return { state, effects: [] };
  return begin(state, { kind: "speech", range: rangeOf(speech, endSample) }, true);
}

/** The pause was not the end: the next one begins another preemptive turn. */
function overtaken(state: MachineState, { generation }: ActiveTurn): Step {
  const overtake: Effect = { type: "overtake_turn", generation };
  return inOrder({ state: { ...state, turn: null }, effects: [overtake] }, closeWindow);
}

function speechEnd(state: MachineState, endSample: number): Step {
  const { speech, turn } = state;
  const after: MachineState = { ...state, speech: null };
  if (!speech || speech.ignored) return { state: after, effects: [] };
  if (turn?.phase === "preemptive") {
    if (turn.range?.endSample !== endSample) return beginNext(after, rangeOf(speech, endSample));
    const { generation, range } = turn;
    const open = range && { generation, range, untilMs: null, unclear: false };
    const { state: closed, effects } = closeWindow(after);
    const committed: MachineState = { ...closed, turn: { ...turn, phase: "thinking" }, open };
    return { state: committed, effects: [...effects, { type: "commit_turn", generation }] };
  }
  const replying = turn !== null || state.playing !== null;
  // Too short to interrupt the reply.
  if (replying && !speech.sustained) return { state: after, effects: [] };
  // It could not be joined (see `sustained`): the words before it are recognised first and not lost.
  if (turn && !turn.transcribed) {
    const startSample = state.next?.startSample ?? speech.startSample;
    return { state: { ...after, next: rangeOf({ ...speech, startSample }, endSample) }, effects: [] };
  }
  return beginNext(after, rangeOf(speech, endSample));
}

/** The running turn ends in favour of an utterance that is complete. */
function beginNext(state: MachineState, range: SampleRange): Step {
  return inOrder(endTurnAndPlayback(state), (stopped) => begin(stopped, { kind: "speech", range }, false));
}

function typed(state: MachineState, source: TurnSource): Step {
  const speech = state.speech ? { ...state.speech, ignored: true } : null;
  return inOrder(endTurnAndPlayback({ ...state, speech }), giveUpWithdrawn, (stopped) => begin(stopped, source, false));
}

function begin(state: MachineState, source: TurnSource, preemptive: boolean): Step {
  const generation = state.generation + 1;
  const turn: ActiveTurn = {
    generation,
    phase: preemptive ? "preemptive" : "thinking",
    range: source.kind === "speech" ? source.range : null,
    transcribed: source.kind !== "speech",
    silenced: false,
  };
  const isOpen = source.kind === "speech" && !preemptive;
  const own = isOpen ? { generation, range: source.range, untilMs: null, unclear: false } : null;
  // The turn before may still have to be stored; what begins in a pause may come to nothing.
  const open = preemptive ? state.open : own;
  const goesOnWith = source.kind === "speech" ? state.withdrawn : null;
  return {
    state: { ...state, generation, turn, open },
    effects: [{ type: "begin_turn", generation, source, preemptive, goesOnWith }],
  };
}

/**
 * Ends the active turn and a reply's playback, and drops the utterance that waits. `playbackBy`: see `stop_playback`.
 */
function endTurnAndPlayback(
  state: MachineState,
  by: Interruption = "barge_in",
  playbackBy: Interruption | null = by,
): Step {
  const effects: Effect[] = [];
  const { turn, playing, withdrawn } = state;
  // The words of a turn that goes on with a withdrawn one are known from that one.
  const keep = turn !== null && turn.phase !== "preemptive" && (turn.transcribed || withdrawn !== null);
  if (turn) effects.push({ type: "abort_turn", generation: turn.generation, keep, by });
  if (playing !== null) effects.push({ type: "stop_playback", generation: playing, by: playbackBy });
  const closed = closeWindow(state);
  return {
    state: { ...closed.state, turn: null, playing: null, next: null, withdrawn: keep ? null : withdrawn },
    effects: [...effects, ...closed.effects],
  };
}

function rangeOf(speech: Speech, endSample: number): SampleRange {
  return { startSample: Math.max(speech.startSample, endSample - maxUtteranceSamples), endSample };
}
