import type { SpeechMode } from "./languages";
import type { Timings } from "./timings";
import type { TurnCall } from "./turn-calls";

/**
 * The service levels that turns are measured by. Those of a model are of its own call, from its slot on, also when the
 * call began ahead of time; the two from the end of speech are what the person waited.
 */
export const serviceLevels = ["first_audio", "end_to_end", "stt", "ttft", "tts_fast"] as const;
export type ServiceLevel = (typeof serviceLevels)[number];

/**
 * The stages that are kept over time. Beside the service levels: the wait for the end of speech, the finer voice, and
 * end to end of replies that are longer than its level counts.
 */
export const keptStages = [...serviceLevels, "endpoint", "tts_hq", "end_to_end_long"] as const;
export type KeptStage = (typeof keptStages)[number];

/** P95 of each level, ms. */
export type LevelTargetsMs = Readonly<Record<ServiceLevel, number>>;

/** AVATAR's own, on the reference GPU machine. The house may decide on others (lib/alerts/targets). */
export const levelTargetsMs: LevelTargetsMs = {
  first_audio: 1_500,
  end_to_end: 3_500,
  stt: 600,
  ttft: 800,
  tts_fast: 1_500,
};

/** The targets are for the P95: the share of turns that may miss them, and that has to meet them. */
export const missShareTarget = 0.05;
export const levelPercentile = 1 - missShareTarget;

/** The share of turns that may fail, where the house decides on no other. */
export const errorRateTarget = 0.01;

/** Fewer turns say little of a level: one of them would be a lot. */
export const leastTurns = 20;
/** As many failed turns are no accident, however few there are in all. */
export const leastFailed = 3;

/** The share of a card's memory that is never reached. */
export const vramTarget = 0.9;

/** Conversations at the same time. */
export const sessionsTarget = 5;

/** How much a cloned voice is like its reference, 1 to 10, as people rate it. */
export const similarityTarget = 7;

/** Replies of more characters take longer to say, whatever is done. */
export const endToEndCharacters = 50;

export interface MeasuredTurn {
  /** False for a typed turn, which has no end of speech to count from. */
  wasSpoken: boolean;
  mode: SpeechMode;
  /** Length of the reply as it is written. */
  replyChars: number;
  /** `e2e_ms` is null where it was stopped before its sound was complete: that end says nothing about the models. */
  timings: Timings;
  calls: readonly TurnCall[];
}

/** What one turn adds to each level, ms; a level that it says nothing about is left out. */
export function levelsOf(turn: MeasuredTurn): Partial<Record<ServiceLevel, number>> {
  const { timings, calls } = turn;
  const done = calls.filter(({ outcome }) => outcome === "completed");
  const segments = calls.filter(({ call }) => call === "segment");
  const first = segments.reduce<TurnCall | null>((a, b) => (a && a.began_ms <= b.began_ms ? a : b), null);
  const isShort = turn.replyChars > 0 && turn.replyChars <= endToEndCharacters;
  const found: Record<ServiceLevel, number | null | undefined> = {
    first_audio: turn.wasSpoken ? timings.first_audio_ms : null,
    end_to_end: turn.wasSpoken && isShort ? timings.e2e_ms : null,
    stt: done.find(({ call }) => call === "transcript")?.total_ms,
    ttft: calls.find(({ call }) => call === "reply")?.first_ms,
    tts_fast: first?.outcome === "completed" && (first.mode ?? turn.mode) === "fast" ? first.total_ms : null,
  };
  return Object.fromEntries(Object.entries(found).filter(([, ms]) => typeof ms === "number"));
}

/** The percentile of sorted numbers by nearest rank; null without any. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
