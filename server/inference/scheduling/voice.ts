import { freemem } from "node:os";
import type { Logger } from "../../platform/observability/logger";
import { keepStarting } from "../../platform/timing/keep-starting";
import type { TextToSpeech } from "../contract";
import { createEmbeddedTts } from "../engines/embedded/tts/embedded-tts";
import type { ModelStore } from "../models/contract";
import type { ServerProcess } from "../processes/contract";
import { type InferenceSettings, tunedSpeechSteps } from "../settings";
import type { LeaseBroker } from "./contract";
import { createLeaseBroker, type EndedCall } from "./lease-broker";
import type { SharedActivity } from "./shared-activity";
import { createVoiceControl, type VoiceControl } from "./voice-control";

/** Until then only the models that every conversation needs are loaded. */
const fallbackAfterMs = 30_000;
/**
 * A machine with less free memory loads the fallback voice only when it is needed. The embedded voices take up to 1 GB
 * (docs/models.md); the rest stays free for everything else.
 */
const minFreeBytesForFallback = 2 * 1_073_741_824;
/** Share of the steps that `fewer_steps` may keep: less saving is not worth the loss of quality. */
const fewerStepsShare = 0.7;

export interface Voice {
  control: VoiceControl;
  close(): Promise<void>;
}

export interface VoiceParts {
  chosen: TextToSpeech;
  leases: LeaseBroker;
  activity: SharedActivity;
  store: ModelStore;
  /** The process behind the chosen voice; null: none of ours. */
  process: Pick<ServerProcess, "onStatus"> | null;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
  /** Called when a call of the fallback voice gives its slot back. */
  onCallEnded: (call: EndedCall) => void;
}

/**
 * The degradation ladder around the chosen voice, with the embedded voices as its fallback unless the chosen one is
 * embedded. They are loaded half a minute after the start when enough memory is free, else at the first problem.
 */
export function openVoice(
  config: Pick<InferenceSettings, "serving" | "ttsSteps" | "cpuThreads" | "maxSessions" | "targetFirstAudioMs" | "gpu">,
  { chosen, leases, activity, store, process, logger, now, onCallEnded }: VoiceParts,
): Voice {
  const closing = new AbortController();
  let starting = false;
  const { kind } = config.serving.tts;
  const isEmbedded = kind === "embedded";
  const fallback = isEmbedded ? null : createEmbeddedTts({ store, cpuThreads: config.cpuThreads, logger });
  const control = createVoiceControl({
    chosen,
    leases,
    fallback: fallback && {
      tts: fallback,
      onWanted: startFallback,
      leases: createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, embedded: ["tts"], activity, now, onCallEnded }),
    },
    targetFirstAudioMs: isEmbedded ? null : config.targetFirstAudioMs,
    vramAlertFraction: config.gpu.alertFraction,
    fewerSteps: kind === "process" ? fewerStepsThan(config.ttsSteps.fast) : null,
    logger,
    now,
  });

  function startFallback(): void {
    if (!fallback || starting) return;
    starting = true;
    void keepStarting("fallback voice", () => fallback.start(), { signal: closing.signal, logger });
  }
  control.onLevel(startFallback);
  const timer = setTimeout(() => {
    if (freemem() >= minFreeBytesForFallback) startFallback();
  }, fallbackAfterMs).unref();

  let wasOutOfMemory = false;
  const stop = process?.onStatus(({ reason }) => {
    const isOutOfMemory = reason === "out_of_memory";
    if (isOutOfMemory && !wasOutOfMemory) control.ranOutOfMemory();
    wasOutOfMemory = isOutOfMemory;
  });
  return {
    control,
    async close() {
      closing.abort();
      clearTimeout(timer);
      stop?.();
      control.close();
      await fallback?.close();
    },
  };
}

/** The next tuned number that saves enough; null when there is none. */
export function fewerStepsThan(steps: number): number | null {
  return tunedSpeechSteps.findLast((tuned) => tuned <= steps * fewerStepsShare) ?? null;
}
