import type { Interruption } from "../../../lib/turn-end";
import type { TurnState } from "../../../lib/turn-state";
import type {
  ActiveTurn,
  Effect,
  MachineEvent,
  MachineState,
  SampleRange,
  Speech,
  Step,
  TurnSource,
} from "./turn-machine-types";

/** No recogniser call is longer than this (60 s); the beginning of a longer utterance is cut off. */
const maxUtteranceSamples = 60 * 16_000;
/**
 * Speech joins the utterance before it only if it begins within this of that utterance's start: the other half of the
 * call is left for the speech itself.
 */
const maxJoinAfterSamples = maxUtteranceSamples / 2;

export const initialState: MachineState = { generation: 0, speech: null, turn: null, playing: null, next: null };

/** The state that the screen shows. */
export function shownState(state: MachineState): TurnState {
  if (state.turn && state.turn.phase !== "preemptive") return state.turn.phase;
  if (state.playing !== null) return "speaking";
  return state.speech && !state.speech.ignored ? "hearing" : "listening";
}

/** The oldest sample that may still be requested; null for none. */
export function earliestNeededSample(state: MachineState): number | null {
  const starts: number[] = [];
  if (state.speech) starts.push(state.speech.startSample);
  if (state.turn?.range && !state.turn.transcribed) starts.push(state.turn.range.startSample);
  if (state.next) starts.push(state.next.startSample);
  return starts.length > 0 ? Math.min(...starts) : null;
}

/** Effects of what ends come before the new state, effects of what begins after it. */
const stopping: readonly Effect["type"][] = ["abort_turn", "silence_turn", "stop_playback"];

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

/** No turn runs, and one has just ended, a reply was cut short, or somebody begins to speak. */
function changesNextPrompt(before: MachineState, { state, effects }: Step): boolean {
  if (state.turn !== null) return false;
  const beginsToSpeak = shownState(state) === "hearing" && shownState(before) !== "hearing";
  return before.turn !== null || beginsToSpeak || effects.some(({ type }) => type === "stop_playback");
}

function shownGeneration(state: MachineState): number | null {
  return state.turn && state.turn.phase !== "preemptive" ? state.turn.generation : state.playing;
}

function react(state: MachineState, event: MachineEvent): Step {
  switch (event.type) {
    case "speech_start":
      return {
        state: { ...state, speech: { startSample: event.startSample, sustained: false, ignored: false } },
        effects: [],
      };
    case "speech_sustained":
      return sustained(state);
    case "possible_end":
      return possibleEnd(state, event.endSample);
    case "speech_resumed":
      return state.turn?.phase === "preemptive" ? endTurnAndPlayback(state) : { state, effects: [] };
    case "speech_end":
      return speechEnd(state, event.endSample);
    case "no_speech":
      return { state, effects: [] };
    case "interrupt":
      return interrupted(state, event.what);
    case "text_input":
      return typed(state, { kind: "text", text: event.text });
    case "transcript_edit":
      return typed(state, { kind: "edit", supersedesTurnId: event.turnId, text: event.text });
    case "listening_ended": {
      // Audio is lost: drop the waiting utterance, and a preemptive turn whose end of speech will never be detected.
      const turn = state.turn && { ...state.turn, range: null };
      const notListening: MachineState = { ...state, turn, speech: null, next: null };
      return notListening.turn?.phase === "preemptive"
        ? endTurnAndPlayback(notListening)
        : { state: notListening, effects: [] };
    }
    case "leave":
      return endTurnAndPlayback({ ...state, speech: null }, event.by, event.unheardIsDropped ? event.by : null);
    case "played_out":
      return { state: state.playing === event.generation ? { ...state, playing: null } : state, effects: [] };
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
      const transcribed: MachineState = { ...state, turn: { ...turn, transcribed: true } };
      if (state.next) return beginNext(transcribed, state.next);
      // Speech that had to wait for these words (see `sustained`) interrupts now.
      return state.speech?.sustained && !state.speech.ignored
        ? endTurnAndPlayback(transcribed)
        : { state: transcribed, effects: [] };
    }
    case "first_audio":
      if (turn.silenced) return { state, effects: [] };
      return { state: { ...state, turn: { ...turn, phase: "speaking" } }, effects: [] };
    case "nothing_said":
      return state.next ? beginNext(state, state.next) : { state: { ...state, turn: null }, effects: [] };
    case "failed":
      if (state.next) return beginNext(state, state.next);
      return { state: { ...state, turn: null, playing: event.hasAudio ? event.generation : null }, effects: [] };
    case "finished":
      return { state: { ...state, turn: null, playing: event.hasAudio ? event.generation : null }, effects: [] };
  }
}

/** Silence first, then the end of the writing. */
function interrupted(state: MachineState, what: "sound" | "reply" | null): Step {
  const { turn } = state;
  // During a preemptive turn the person is only pausing, and nothing is being said that could be stopped.
  if (turn?.phase === "preemptive") return { state, effects: [] };
  if (!turn || what === "reply") return endTurnAndPlayback(state, "user_stop");
  if (turn.silenced) return what === null ? endTurnAndPlayback(state, "user_stop") : { state, effects: [] };
  return {
    state: { ...state, turn: { ...turn, silenced: true, phase: "thinking" } },
    effects: [{ type: "silence_turn", generation: turn.generation }],
  };
}

/** New speech interrupts a reply. Speech before it that is not transcribed yet becomes part of it. */
function sustained(state: MachineState): Step {
  if (!state.speech || state.speech.ignored) return { state, effects: [] };
  const speech = { ...state.speech, sustained: true };
  const { turn } = state;
  if (turn?.phase === "preemptive") return { state: { ...state, speech }, effects: [] };
  if (!turn || turn.transcribed) return endTurnAndPlayback({ ...state, speech });
  const { range } = turn;
  const joins = range !== null && speech.startSample - range.startSample < maxJoinAfterSamples;
  // Too long for one call: the earlier words are recognised first, and `transcribed` interrupts then.
  if (!joins) return { state: { ...state, speech }, effects: [] };
  return endTurnAndPlayback({ ...state, speech: { ...speech, startSample: range.startSample } });
}

function possibleEnd(state: MachineState, endSample: number): Step {
  const { speech } = state;
  if (!speech || speech.ignored || state.turn || state.playing !== null) return { state, effects: [] };
  return begin(state, { kind: "speech", range: rangeOf(speech, endSample) }, true);
}

function speechEnd(state: MachineState, endSample: number): Step {
  const { speech, turn } = state;
  const after: MachineState = { ...state, speech: null };
  if (!speech || speech.ignored) return { state: after, effects: [] };
  if (turn?.phase === "preemptive") {
    if (turn.range?.endSample !== endSample) {
      const stopped = endTurnAndPlayback(after);
      const begun = begin(stopped.state, { kind: "speech", range: rangeOf(speech, endSample) }, false);
      return { state: begun.state, effects: [...stopped.effects, ...begun.effects] };
    }
    const committed: MachineState = { ...after, turn: { ...turn, phase: "thinking" } };
    return { state: committed, effects: [{ type: "commit_turn", generation: turn.generation }] };
  }
  const replying = turn !== null || state.playing !== null;
  // Too short to interrupt the reply.
  if (replying && !speech.sustained) return { state: after, effects: [] };
  // It could not be joined (see `sustained`): the words before it are recognised first and not lost.
  if (turn && !turn.transcribed) {
    const startSample = state.next?.startSample ?? speech.startSample;
    return { state: { ...after, next: rangeOf({ ...speech, startSample }, endSample) }, effects: [] };
  }
  const stopped = endTurnAndPlayback(after);
  const begun = begin(stopped.state, { kind: "speech", range: rangeOf(speech, endSample) }, false);
  return { state: begun.state, effects: [...stopped.effects, ...begun.effects] };
}

/** The running turn ends in favour of the utterance that waited for its transcript. */
function beginNext(state: MachineState, range: SampleRange): Step {
  const stopped = endTurnAndPlayback(state);
  const begun = begin(stopped.state, { kind: "speech", range }, false);
  return { state: begun.state, effects: [...stopped.effects, ...begun.effects] };
}

function typed(state: MachineState, source: TurnSource): Step {
  const stopped = endTurnAndPlayback(state);
  const speech = state.speech ? { ...state.speech, ignored: true } : null;
  const begun = begin({ ...stopped.state, speech }, source, false);
  return { state: begun.state, effects: [...stopped.effects, ...begun.effects] };
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
  return { state: { ...state, generation, turn }, effects: [{ type: "begin_turn", generation, source, preemptive }] };
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
  const { turn, playing } = state;
  if (turn) {
    const keep = turn.phase !== "preemptive" && turn.transcribed;
    effects.push({ type: "abort_turn", generation: turn.generation, keep, by });
  }
  if (playing !== null) effects.push({ type: "stop_playback", generation: playing, by: playbackBy });
  return { state: { ...state, turn: null, playing: null, next: null }, effects };
}

function rangeOf(speech: Speech, endSample: number): SampleRange {
  return { startSample: Math.max(speech.startSample, endSample - maxUtteranceSamples), endSample };
}
