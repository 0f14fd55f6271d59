import { errorCodeOf } from "../../../lib/errors";
import type { SpeechMode } from "../../../lib/languages";
import { Listeners } from "../../../lib/listeners";
import type { ServiceLevel } from "../../../lib/service-level";
import { endpointPauseMs } from "../../../lib/speech-detection";
import { isVoicesOwnFailure } from "../../../lib/voices";
import type { Logger } from "../../platform/observability/logger";
import type { Engine, TextToSpeech } from "../contract";
import { afterFailure, type Breaker, closedBreaker, isOpen } from "./circuit-breaker";
import type { LeaseBroker, VoicePlan, VoicePolicy, WatchedServiceLevel } from "./contract";
import { isWorse, type Ladder, levelOf, nextLadder, topOfLadder } from "./degradation-ladder";
import { LatencyWindow } from "./latency-window";

export interface VoiceControlOptions {
  /** The voice that the configuration chose, and whose slots it takes. */
  chosen: TextToSpeech;
  leases: LeaseBroker;
  /** The fallback voice, an embedded one, for when the chosen one can't speak; null when the chosen one is embedded. */
  fallback: {
    tts: TextToSpeech;
    leases: LeaseBroker;
    /** Called when a segment needs it and it does not run. */
    onWanted?: () => void;
  } | null;
  /** Null where the chosen voice is the embedded one; see LadderLimits. */
  targetFirstAudioMs: number | null;
  vramAlertFraction: number;
  /** Steps of the level `fewer_steps`; null when the chosen voice has none to save. */
  fewerSteps: number | null;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
}

export interface VoiceControl extends VoicePolicy, WatchedServiceLevel {
  /** Used / total of the card that speaks; null when unknown, or when it has none. */
  vramUsed(fraction: number | null): void;
  /** The chosen voice's card had no memory left. */
  ranOutOfMemory(): void;
  close(): void;
}

/** The chosen voice replaces the fallback voice after being ready for this long; it replaces silence at once. */
const returnAfterMs = 10_000;
/** How often the level is evaluated, because time alone can change it. */
const evaluateEveryMs = 1_000;

/** Watches the voice, decides how segments are spoken, and calls the listeners when that changes. */
export function createVoiceControl(options: VoiceControlOptions): VoiceControl {
  const { chosen, fallback, fewerSteps, logger, now } = options;
  const listeners = new Listeners<ServiceLevel>();
  const latency = new LatencyWindow();
  let ladder: Ladder = topOfLadder;
  let current: ServiceLevel = { level: "full", reason: null };
  let vramFraction: number | null = null;
  let outOfMemory = false;
  let breakers: Record<VoicePlan["kind"], Breaker> = { chosen: closedBreaker, fallback: closedBreaker };
  /** Until it has been ready for the first time, the chosen voice is loading, not failed. */
  let wasReady = false;
  let isUp = false;
  let wellSinceMs: number | null = null;

  const fallbackWorks = () => fallback !== null && isReady(fallback.tts) && !isOpen(breakers.fallback, now());

  /** Follows the chosen voice's state and says whether it may speak now. */
  function updateChosen(): boolean {
    const states = chosen.models().filter(({ required }) => required);
    const ready = states.every(({ state }) => state === "ready");
    // A voice that becomes ready again starts without failures.
    if (ready && !isUp) breakers = { ...breakers, chosen: closedBreaker };
    isUp = ready;
    wasReady ||= ready;
    const failed = wasReady ? !ready : states.some(({ state }) => state === "failed");
    if (failed || isOpen(breakers.chosen, now())) {
      wellSinceMs = null;
      return false;
    }
    wellSinceMs ??= now();
    const isReplaced = current.level === "cpu_voice" && current.reason === "model_failed";
    return !isReplaced || !fallbackWorks() || now() - wellSinceMs >= returnAfterMs;
  }

  function evaluate(): void {
    const before = ladder;
    const nowMs = now();
    ladder = nextLadder(
      ladder,
      { ...latency.summary(nowMs), nowMs, vramFraction, outOfMemory },
      {
        targetFirstAudioMs: options.targetFirstAudioMs,
        vramAlertFraction: options.vramAlertFraction,
        fewerSteps: fewerSteps !== null,
        fallback: fallbackWorks(),
      },
    );
    outOfMemory = false;
    if (ladder.level !== before.level) latency.clear();
    show(levelOf(ladder, { chosen: updateChosen(), fallback: fallbackWorks() }));
  }

  function show(next: ServiceLevel): void {
    const { level, reason } = current;
    if (next.level === level && next.reason === reason) return;
    current = next;
    logger[isWorse(next.level, level) ? "warn" : "info"]("degradation_changed", { from: level, ...next });
    listeners.tell(() => current);
  }

  function fallbackPlan(): VoicePlan | null {
    if (!fallback || !fallbackWorks()) return null;
    return { tts: fallback.tts, leases: fallback.leases, kind: "fallback", mode: "fast" };
  }

  const stops = [chosen.onStatus(evaluate), fallback?.tts.onStatus(evaluate)];
  const timer = setInterval(evaluate, evaluateEveryMs).unref();
  evaluate();

  return {
    plan(asked) {
      evaluate();
      const { level } = current;
      if (level === "text_only") return null;
      if (level === "cpu_voice") return fallbackPlan();
      const mode: SpeechMode = level === "full" ? asked : "fast";
      const steps = level === "fewer_steps" && fewerSteps !== null ? { steps: fewerSteps } : {};
      return { tts: chosen, leases: options.leases, kind: "chosen", mode, ...steps };
    },
    spoke({ kind }) {
      breakers = { ...breakers, [kind]: closedBreaker };
    },
    failed({ kind, tts }, error) {
      const code = errorCodeOf(error);
      if (isVoicesOwnFailure(code)) {
        if (fallback && !fallbackWorks()) fallback.onWanted?.();
        return kind === "chosen" ? fallbackPlan() : null;
      }
      // Without a fallback each segment is worth a try. The failures of a voice that is not ready do not count: its
      // state explains them.
      if (fallback && isReady(tts) && code !== "model_language_unsupported") {
        const breaker = afterFailure(breakers[kind], now(), code === "model_timeout");
        breakers = { ...breakers, [kind]: breaker };
      }
      evaluate();
      return kind === "chosen" ? fallbackPlan() : null;
    },
    replyEnded({ timings, asked, gapsMs }) {
      const { first_audio_ms: firstMs, tts_first_ms: ttsFirstMs, endpoint_ms: endpointMs } = timings;
      if (firstMs === null || ttsFirstMs === null) return;
      // This reply began before the fallback voice took over; the chosen voice is judged by its replies once it is back.
      if (current.level === "cpu_voice") return;
      // A person who chose a longer endpoint pause waits for that pause, not for the voice.
      const chosenWaitMs = Math.max(0, (endpointMs ?? 0) - endpointPauseMs.default);
      latency.add({ atMs: now(), firstAudioMs: firstMs - chosenWaitMs, ttsFirstMs, gapsMs, asked });
      evaluate();
    },
    level: () => current,
    onLevel: (listener) => listeners.add(listener),
    vramUsed(fraction) {
      vramFraction = fraction;
      evaluate();
    },
    ranOutOfMemory() {
      outOfMemory = true;
      evaluate();
    },
    close() {
      clearInterval(timer);
      for (const stop of stops) stop?.();
      listeners.clear();
    },
  };
}

const isReady = (engine: Engine) => engine.models().every(({ required, state }) => !required || state === "ready");
