import { type ServiceLevel, serviceLevels } from "../../../lib/service-level";
import { type LatencySummary, windowMs } from "./latency-window";

type Level = ServiceLevel["level"];
/** The levels that latency and memory alone can lead to: never silence. */
type PressedLevel = Exclude<Level, "text_only">;

/** How far the voice is pushed down the ladder, as a value; `nextLadder` gives the one after an evaluation. */
export interface Ladder {
  readonly level: PressedLevel;
  readonly reason: "latency" | "vram" | null;
  /** When it came to this level, monotonic ms. */
  readonly sinceMs: number;
  /** Since when `isCalm` has held (there is room below the limits); null while it does not, and after each step. */
  readonly calmSinceMs: number | null;
  /** How long it must be calm before it goes up a step, ms. */
  readonly upAfterMs: number;
  /** When the last step was made, if it went up; else −∞. */
  readonly wentUpAtMs: number;
}

export interface LadderSignals extends LatencySummary {
  nowMs: number;
  /** Used / total of the card that speaks; null when unknown, or when it has none. */
  vramFraction: number | null;
  /** The card has just refused memory. */
  outOfMemory: boolean;
}

export interface LadderLimits {
  /**
   * Null when the embedded voice is the chosen one: it is slower than a target for graphics cards, and people who
   * choose hq accept that. Such a voice counts as too slow when its listeners have underruns.
   */
  targetFirstAudioMs: number | null;
  vramAlertFraction: number;
  /** The chosen voice can be made with fewer steps. */
  fewerSteps: boolean;
  /** There is a fallback voice, and it works. */
  fallback: boolean;
}

export const ladderTimes = {
  /** Memory follows a step with some delay. */
  betweenVramStepsMs: 10_000,
  firstUpAfterMs: 60_000,
  /** A step up that did not last doubles the next wait, up to here. */
  maxUpAfterMs: 900_000,
} as const;
/** A step up needs this much room below the limits, or it would soon be reversed. */
const roomBelow = { latencyShare: 0.8, vramFraction: 0.05 } as const;
/** When the voice takes less than this share of the target, a simpler voice would hardly save any time. */
const voiceShare = 1 / 3;
/** Part of the replies from which a voice without a target can't keep up. */
const maxUnderrunShare = 0.2;
/**
 * A step up counts as lasting after this time. When turns are few, it can take an idle window and then a whole window
 * of replies until a wrong step shows.
 */
const minLastingMs = 2 * windowMs;

export const topOfLadder: Ladder = {
  level: "full",
  reason: null,
  sinceMs: Number.NEGATIVE_INFINITY,
  calmSinceMs: null,
  upAfterMs: ladderTimes.firstUpAfterMs,
  wentUpAtMs: Number.NEGATIVE_INFINITY,
};

/** One evaluation: at most one step, down at once, up after a calm time. */
export function nextLadder(ladder: Ladder, signals: LadderSignals, limits: LadderLimits): Ladder {
  const reason = pressure(ladder, signals, limits);
  const { nowMs } = signals;
  if (reason !== null) {
    const level = below(ladder.level, signals, limits);
    const pressed: Ladder = { ...ladder, calmSinceMs: null };
    if (level === null) return pressed;
    return {
      ...pressed,
      level,
      reason,
      sinceMs: nowMs,
      upAfterMs: upAfterStepDown(ladder, nowMs),
      wentUpAtMs: Number.NEGATIVE_INFINITY,
    };
  }
  if (ladder.level === "full") return ladder;
  if (!isCalm(ladder, signals, limits)) return { ...ladder, calmSinceMs: null };
  const calmSinceMs = ladder.calmSinceMs ?? nowMs;
  if (nowMs - calmSinceMs < ladder.upAfterMs) return { ...ladder, calmSinceMs };
  const level = above(ladder.level, signals, limits);
  return {
    ...ladder,
    level,
    reason: level === "full" ? null : ladder.reason,
    sinceMs: nowMs,
    calmSinceMs: null,
    wentUpAtMs: nowMs,
  };
}

/** A step up that did not last doubles the wait for the next one; a new problem at the top level resets it. */
function upAfterStepDown({ level, upAfterMs, wentUpAtMs }: Ladder, nowMs: number): number {
  if (nowMs - wentUpAtMs < Math.max(minLastingMs, 2 * upAfterMs))
    return Math.min(2 * upAfterMs, ladderTimes.maxUpAfterMs);
  return level === "full" ? ladderTimes.firstUpAfterMs : upAfterMs;
}

function pressure(ladder: Ladder, signals: LadderSignals, limits: LadderLimits): "latency" | "vram" | null {
  if (signals.outOfMemory) return "vram";
  const { vramFraction, nowMs } = signals;
  const settled = nowMs - ladder.sinceMs >= ladderTimes.betweenVramStepsMs;
  if (vramFraction !== null && vramFraction >= limits.vramAlertFraction && settled) return "vram";
  return isSlow(signals, limits.targetFirstAudioMs) ? "latency" : null;
}

function isSlow({ firstAudioP95Ms, ttsFirstP95Ms, underrunShare }: LadderSignals, targetMs: number | null): boolean {
  if (targetMs === null) return underrunShare !== null && underrunShare >= maxUnderrunShare;
  if (firstAudioP95Ms === null || ttsFirstP95Ms === null) return false;
  return firstAudioP95Ms > targetMs && ttsFirstP95Ms >= targetMs * voiceShare;
}

function isCalm(ladder: Ladder, { vramFraction, firstAudioP95Ms }: LadderSignals, limits: LadderLimits): boolean {
  if (vramFraction !== null && vramFraction > limits.vramAlertFraction - roomBelow.vramFraction) return false;
  // The speed of the fallback voice says nothing about the card, so the card is tried again.
  if (ladder.level === "cpu_voice") return true;
  const { targetFirstAudioMs: targetMs } = limits;
  return targetMs === null || firstAudioP95Ms === null || firstAudioP95Ms <= targetMs * roomBelow.latencyShare;
}

const steps: readonly PressedLevel[] = ["full", "fast", "fewer_steps", "cpu_voice"];

/** Levels that would change nothing are skipped. */
function isUseful(level: PressedLevel, { hqAsked }: LadderSignals, limits: LadderLimits): boolean {
  if (level === "fast") return hqAsked;
  if (level === "fewer_steps") return limits.fewerSteps;
  return level === "full" || limits.fallback;
}

function below(level: PressedLevel, signals: LadderSignals, limits: LadderLimits): PressedLevel | null {
  return steps.slice(steps.indexOf(level) + 1).find((each) => isUseful(each, signals, limits)) ?? null;
}

function above(level: PressedLevel, signals: LadderSignals, limits: LadderLimits): PressedLevel {
  return steps.slice(0, steps.indexOf(level)).findLast((each) => isUseful(each, signals, limits)) ?? "full";
}

/** What can speak now. */
export interface Voices {
  chosen: boolean;
  fallback: boolean;
}

/** The level that people get: the ladder's, or what is left when a voice has failed. */
export function levelOf(ladder: Ladder, voices: Voices): ServiceLevel {
  if (!voices.chosen) return { level: voices.fallback ? "cpu_voice" : "text_only", reason: "model_failed" };
  if (ladder.level !== "cpu_voice" || voices.fallback) return { level: ladder.level, reason: ladder.reason };
  // The fallback voice can't speak, so the chosen one does: `fast` is the lowest level that every voice has.
  return { level: "fast", reason: ladder.reason };
}

/** True when `a` leaves people less than `b`. */
export const isWorse = (a: Level, b: Level): boolean => serviceLevels.indexOf(a) > serviceLevels.indexOf(b);
