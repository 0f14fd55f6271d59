import type { TurnState } from "../../../lib/turn-state";
import type { MachineState, Step } from "./turn-machine-types";

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
  if (state.open) starts.push(state.open.range.startSample);
  return starts.length > 0 ? Math.min(...starts) : null;
}

/** No turn runs, and one is over for good, a reply was cut short, or somebody begins to speak. */
export function changesNextPrompt(before: MachineState, { state, effects }: Step): boolean {
  if (state.turn !== null) return false;
  const beginsToSpeak = shownState(state) === "hearing" && shownState(before) !== "hearing";
  const isClosed = before.open !== null && state.withdrawn === null;
  const isOver = state.open === null && (before.turn !== null || isClosed);
  return isOver || beginsToSpeak || effects.some(({ type }) => type === "stop_playback");
}

/** The turn that the shown state is about; null for none. */
export function shownGeneration(state: MachineState): number | null {
  return state.turn && state.turn.phase !== "preemptive" ? state.turn.generation : state.playing;
}
