import { engineInputRateHz, voiceFrameSamples } from "../../inference/contract";

/**
 * Decides from the voice detector's probabilities when speech begins and ends. Pure: it counts frames and never reads a
 * clock. Positions are sample numbers at 16 kHz. It is our own because libraries around voice detectors report the end
 * of speech alone, and here work on a reply begins at a shorter pause (`possible_end`).
 */
export type EndpointEvent =
  /** Speech was long enough not to be noise. `startSample` includes the pre-roll. */
  | { type: "speech_start"; startSample: number }
  /** Speech for long enough to interrupt a reply. */
  | { type: "speech_sustained" }
  /** A short pause, perhaps the end of speech. Work on a reply may begin. */
  | { type: "possible_end"; endSample: number }
  /** Speech went on after `possible_end`. */
  | { type: "speech_resumed" }
  /** The end of speech. `endSample` is the end of the last speech frame. */
  | { type: "speech_end"; endSample: number; forced: boolean };

export const endpointing = {
  /**
   * Probability above which a frame is speech, from the least sensitive setting to the most sensitive; 0.5 in the
   * middle.
   */
  startProbability: { least: 0.8, most: 0.2 },
  /** During speech the threshold is lowered by this factor (hysteresis). */
  stayShare: 0.7,
  /** Clicks, coughs and key presses are shorter than this. */
  minSpeechMs: 224,
  /** Minimum when the client says that it has stopped speaking, for a short "yes". */
  minSpeechAtEndMs: 96,
  /** Gaps between syllables that are allowed before speech is certain. */
  maxGapBeforeSpeechMs: 64,
  /** Speech this long interrupts a reply (`speech_sustained`). */
  bargeInMs: 300,
  /** Pre-roll: the beginning of a word is too quiet for the detector. */
  preRollMs: 300,
  /** A pause this long may be the end of speech (`possible_end`). */
  possibleEndMs: 250,
  /** Recognisers take 60 s at most; the pre-roll is part of it. */
  maxUtteranceMs: 58_000,
} as const;

const frameMs = (voiceFrameSamples * 1_000) / engineInputRateHz;
const samplesOf = (ms: number) => (ms * engineInputRateHz) / 1_000;

/** Settings of one person. */
export interface EndpointSettings {
  endpointPauseMs: number;
  /** 0–1; see lib/speech-detection */
  sensitivity: number;
}

/** The probability that begins speech at this sensitivity. */
function startProbability(sensitivity: number): number {
  const { least, most } = endpointing.startProbability;
  return least + (most - least) * sensitivity;
}

type Phase =
  | { kind: "silence" }
  | { kind: "perhaps"; firstSample: number; lastSpeechSample: number; speechMs: number }
  | { kind: "speech"; firstSample: number; lastSpeechSample: number; speechMs: number; possibleEndSent: boolean };

export class Endpointer {
  private phase: Phase = { kind: "silence" };
  private position = 0;

  constructor(public settings: EndpointSettings) {}

  /** True from the first speech frame until the end was decided or the sound was too short. */
  get active(): boolean {
    return this.phase.kind !== "silence";
  }

  /** Speech is in progress, and the last frame had none: it may be over. */
  get pausing(): boolean {
    return this.phase.kind === "speech" && this.position > this.phase.lastSpeechSample;
  }

  /** Takes the next frame's probability. */
  push(probability: number): EndpointEvent[] {
    const frameStart = this.position;
    this.position += voiceFrameSamples;
    const start = startProbability(this.settings.sensitivity);
    const threshold = this.phase.kind === "speech" ? start * endpointing.stayShare : start;
    return probability >= threshold ? this.speechFrame(frameStart) : this.silentFrame();
  }

  /** The client says that it has stopped speaking: ends the current speech now. */
  finish(): EndpointEvent[] {
    const { phase } = this;
    this.phase = { kind: "silence" };
    if (phase.kind === "speech") return [{ type: "speech_end", endSample: phase.lastSpeechSample, forced: false }];
    if (phase.kind === "silence" || phase.speechMs < endpointing.minSpeechAtEndMs) return [];
    return [
      { type: "speech_start", startSample: withPreRoll(phase.firstSample) },
      { type: "speech_end", endSample: phase.lastSpeechSample, forced: false },
    ];
  }

  private speechFrame(frameStart: number): EndpointEvent[] {
    const before = this.phase;
    const firstSample = before.kind === "silence" ? frameStart : before.firstSample;
    const speechMs = (before.kind === "silence" ? 0 : before.speechMs) + frameMs;
    const events: EndpointEvent[] = [];
    const isSpeech = before.kind === "speech" || speechMs >= endpointing.minSpeechMs;
    this.phase = isSpeech
      ? { kind: "speech", firstSample, lastSpeechSample: this.position, speechMs, possibleEndSent: false }
      : { kind: "perhaps", firstSample, lastSpeechSample: this.position, speechMs };
    if (!isSpeech) return events;
    if (before.kind !== "speech") events.push({ type: "speech_start", startSample: withPreRoll(firstSample) });
    else if (before.possibleEndSent) events.push({ type: "speech_resumed" });
    if (speechMs >= endpointing.bargeInMs && speechMs - frameMs < endpointing.bargeInMs) {
      events.push({ type: "speech_sustained" });
    }
    return [...events, ...this.forcedEnd()];
  }

  private silentFrame(): EndpointEvent[] {
    const { phase } = this;
    if (phase.kind === "silence") return [];
    const pause = this.position - phase.lastSpeechSample;
    if (phase.kind === "perhaps") {
      if (pause > samplesOf(endpointing.maxGapBeforeSpeechMs)) this.phase = { kind: "silence" };
      return [];
    }
    if (pause >= samplesOf(this.settings.endpointPauseMs)) {
      this.phase = { kind: "silence" };
      return [{ type: "speech_end", endSample: phase.lastSpeechSample, forced: false }];
    }
    if (!phase.possibleEndSent && pause >= samplesOf(endpointing.possibleEndMs)) {
      this.phase = { ...phase, possibleEndSent: true };
      return [{ type: "possible_end", endSample: phase.lastSpeechSample }];
    }
    return this.forcedEnd();
  }

  private forcedEnd(): EndpointEvent[] {
    const { phase } = this;
    if (phase.kind !== "speech") return [];
    if (this.position - withPreRoll(phase.firstSample) < samplesOf(endpointing.maxUtteranceMs)) return [];
    this.phase = { kind: "silence" };
    return [{ type: "speech_end", endSample: phase.lastSpeechSample, forced: true }];
  }
}

const withPreRoll = (sample: number) => Math.max(0, sample - samplesOf(endpointing.preRollMs));
