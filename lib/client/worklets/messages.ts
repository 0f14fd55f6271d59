import type { PlaybackProgress } from "./playback-queue";

/** The name under which each worklet registers; its file is /worklets/NAME.js. */
export const captureWorkletName = "capture.worklet";
export const playbackWorkletName = "playback.worklet";

/** Rate of what the capture worklet posts unless another is asked for, Hz. */
export const captureRateHz = 16_000;

/** `processorOptions` of the capture worklet. */
export interface CaptureWorkletOptions {
  /** Rate of what it posts, Hz. */
  outputRateHz: number;
}

/** To the capture worklet: post the unfinished chunk, then `flushed` with the same id. */
export interface CaptureCommand {
  flushId: number;
}

/**
 * From the capture worklet: int16 mono at the rate that was asked for with its loudness (root mean square) and its largest sample,
 * both 0–1.
 */
export type CaptureMessage =
  | { type: "chunk"; pcm: Int16Array; rms: number; peak: number }
  | { type: "flushed"; flushId: number };

/** `processorOptions` of the playback worklet. */
export interface PlaybackWorkletOptions {
  /** Rate of the replies, Hz. */
  inputRateHz: number;
}

/** To the playback worklet. */
export type PlaybackCommand = { type: "enqueue"; turnId: string; pcm: Int16Array; isLast: boolean } | { type: "clear" };

/** From the playback worklet, about 20 times a second while there is sound, and once when it ends. */
export type PlaybackReport = PlaybackProgress;
