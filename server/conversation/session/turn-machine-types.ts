import type { Interruption } from "../../../lib/turn-end";
import type { TurnState } from "../../../lib/turn-state";

/** What the turn machine knows of a conversation. Positions are sample numbers at 16 kHz. */
export interface MachineState {
  /** The last generation that was assigned. */
  generation: number;
  /** The speech in progress. */
  speech: Speech | null;
  turn: ActiveTurn | null;
  /** The generation of a finished reply that the person is still listening to. */
  playing: number | null;
  /** An utterance that ended while the previous one, too long to be joined with it, was still being recognised. */
  next: SampleRange | null;
  /** The spoken turn that speech goes on with, until its reply has been heard for a moment (see `goOnMs`). */
  open: OpenTurn | null;
  /** The generation of a turn that was taken back because the person went on speaking; its words are shown already. */
  withdrawn: number | null;
}

export interface OpenTurn {
  generation: number;
  range: SampleRange;
  /** Speech that began until then goes on with it, monotonic ms; null while that has no end. */
  untilMs: number | null;
  /** Nothing was recognised of it, so nobody knows of it yet. */
  unclear: boolean;
}

/**
 * Speech that begins within this of the reply's first sound goes on with the same turn; later speech interrupts it. So
 * does speech within this of a failure, for then there will be no sound.
 */
export const goOnMs = 500;
/** Speech that begins within this after speech of which nothing was recognised is recognised together with it. */
export const joinUnclearMs = 1_500;

export interface Speech {
  startSample: number;
  /** Long enough to interrupt a reply. */
  sustained: boolean;
  /** It began before the person typed, for example, so it does not become the next turn. */
  ignored: boolean;
  /** It began before the reply was heard, so it goes on with the open turn. */
  goesOn: boolean;
}

export interface ActiveTurn {
  generation: number;
  /** `preemptive`: begun in a pause that may not be the end; nothing of it is shown yet. */
  phase: "preemptive" | "thinking" | "speaking";
  /** The range of the speech; null for a typed turn, and once the speech input that counted these samples has ended. */
  range: SampleRange | null;
  /** The transcript is known, so an interruption loses no words. */
  transcribed: boolean;
  /** The person wants to hear no more of the reply; its text goes on. */
  silenced: boolean;
}

export interface SampleRange {
  startSample: number;
  endSample: number;
}

export type MachineEvent =
  /** `beganAtMs`: when the first word was said, monotonic ms. */
  | { type: "speech_start"; startSample: number; beganAtMs: number }
  | { type: "speech_sustained" }
  | { type: "possible_end"; endSample: number }
  | { type: "speech_resumed" }
  | { type: "speech_end"; endSample: number }
  /** `audio_end` without any speech: the client gets its state again. */
  | { type: "no_speech" }
  /**
   * `sound`: silence; `reply`: the writing ends too; null: first the one, then the other. `by`: `disconnect` where the
   * client goes away.
   */
  | { type: "interrupt"; what: "sound" | "reply" | null; by: Interruption }
  | { type: "text_input"; text: string }
  | { type: "transcript_edit"; turnId: string; text: string }
  | { type: "transcribed"; generation: number }
  | { type: "first_audio"; generation: number; atMs: number }
  /** Speech that began in time to go on with this turn would be known by now. */
  | { type: "window_closed"; generation: number }
  | { type: "nothing_said"; generation: number; atMs: number }
  | { type: "failed"; generation: number; hasAudio: boolean; atMs: number }
  | { type: "finished"; generation: number; hasAudio: boolean }
  /** By the clock, the reply has been played to its end. */
  | { type: "played_out"; generation: number }
  /** No more speech is accepted: the voice detector failed, or the server stops. The running turn goes on. */
  | { type: "listening_ended" }
  /**
   * The client leaves the conversation. `unheardIsDropped`: nobody hears the rest; otherwise the client may play what
   * was sent. `by`: what the turn's record says about its end.
   */
  | { type: "leave"; unheardIsDropped: boolean; by: Interruption };

export type TurnSource =
  | { kind: "speech"; range: SampleRange }
  | { kind: "text"; text: string }
  | { kind: "edit"; supersedesTurnId: string; text: string };

export type Effect =
  /** `goesOnWith`: the withdrawn turn, whose id and number it keeps. */
  | { type: "begin_turn"; generation: number; source: TurnSource; preemptive: boolean; goesOnWith: number | null }
  /** The pause was the end: show the preemptive turn's work. */
  | { type: "commit_turn"; generation: number }
  /** `keep`: the turn was shown and its words are known, so it is stored as interrupted. */
  | { type: "abort_turn"; generation: number; keep: boolean; by: Interruption }
  /** The person went on speaking before any sound was sent: nothing of it is left, but its words so far are shown. */
  | { type: "overtake_turn"; generation: number }
  /** The person goes on speaking: what was prepared is dropped without trace, and the turn waits for its next words. */
  | { type: "withdraw_turn"; generation: number }
  /** The turn has ended, and no speech goes on with it: it is stored. */
  | { type: "record_turn"; generation: number }
  /** The reply is no longer heard; its text goes on. */
  | { type: "silence_turn"; generation: number; by: Interruption }
  /** A complete reply is no longer heard. `by` null: the client plays what it was sent. */
  | { type: "stop_playback"; generation: number; by: Interruption | null }
  /** What comes before the person's next words is known now. `speaking`: they are saying them. */
  | { type: "prefill_next"; speaking: boolean }
  | { type: "show"; state: TurnState; generation: number | null };

export interface Step {
  state: MachineState;
  effects: Effect[];
}
