import type { Interruption } from "../../../lib/turn-end";
import {
  type ActiveTurn,
  type Effect,
  joinUnclearMs,
  type MachineState,
  type SampleRange,
  type Speech,
  type Step,
} from "./turn-machine-types";

/** No recogniser call is longer than this (60 s); the beginning of a longer utterance is cut off. */
export const maxUtteranceSamples = 60 * 16_000;
/**
 * Speech joins the utterance before it only if it begins within this of that utterance's start: the other half of the
 * call is left for the speech itself.
 */
const maxJoinAfterSamples = maxUtteranceSamples / 2;

/** What was not understood is recognised together with the speech that follows at once. */
export function speechStart(state: MachineState, speech: Speech): Step {
  const { open } = state;
  if (!open?.unclear) return { state: { ...state, speech }, effects: [] };
  if (!speech.goesOn || !isJoined(open.range, speech)) return closeWindow({ ...state, speech });
  return takeBack({ ...state, speech: { ...speech, startSample: open.range.startSample, goesOn: false } });
}

export function isJoined(before: SampleRange, speech: Speech): boolean {
  return speech.startSample - before.startSample < maxJoinAfterSamples;
}

export function newSpeech({ open }: MachineState, startSample: number, beganAtMs: number): Speech {
  const goesOn = open !== null && (open.untilMs === null || beganAtMs <= open.untilMs);
  return { startSample, sustained: false, ignored: false, goesOn };
}

/** Speech that follows may make it clear; otherwise the turn is stored with its sound alone. */
export function unclear(state: MachineState, { generation, range }: ActiveTurn, atMs: number): Step {
  const open = range && { generation, range, untilMs: atMs + joinUnclearMs, unclear: true };
  const record: Effect[] = open ? [] : [{ type: "record_turn", generation }];
  return { state: { ...state, turn: null, open, withdrawn: null }, effects: record };
}

/** Speech no longer goes on with the open turn: if it has ended, it is stored. */
export function closeWindow(state: MachineState): Step {
  const { open, turn } = state;
  if (!open) return { state, effects: [] };
  const effects: Effect[] =
    turn?.generation === open.generation ? [] : [{ type: "record_turn", generation: open.generation }];
  return { state: { ...state, open: null }, effects };
}

/** The turn goes on with the speech that is heard now. Of one whose words are not shown yet, nobody knows. */
export function takeBack(state: MachineState): Step {
  const { turn, open } = state;
  const isKnown = open !== null && !open.unclear && (turn === null || turn.transcribed);
  const generation = open?.generation ?? turn?.generation;
  const effects: Effect[] = [];
  if (generation !== undefined) {
    effects.push({ type: isKnown ? "withdraw_turn" : "overtake_turn", generation });
  }
  const withdrawn = isKnown ? open.generation : state.withdrawn;
  return { state: { ...state, turn: null, playing: null, next: null, open: null, withdrawn }, effects };
}

/** The words of a withdrawn turn are kept, though nothing that was said goes on with them. */
export function giveUpWithdrawn(state: MachineState, by: Interruption = "barge_in"): Step {
  if (state.withdrawn === null) return { state, effects: [] };
  return {
    state: { ...state, withdrawn: null },
    effects: [{ type: "abort_turn", generation: state.withdrawn, keep: true, by }],
  };
}

/** Goes on from a step's state; the effects follow each other. */
export function inOrder(first: Step, ...following: ((state: MachineState) => Step)[]): Step {
  return following.reduce((before, next) => {
    const { state, effects } = next(before.state);
    return { state, effects: [...before.effects, ...effects] };
  }, first);
}
