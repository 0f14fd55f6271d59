/** Why an open microphone gives no sound. Each reason has a remedy of its own. */
export type MicrophoneSilence =
  /** By its own switch, a key of the keyboard, or the system. */
  | "muted"
  /** The browser has paused the page's sound: nothing arrives. */
  | "suspended"
  /** Samples arrive, and all are zero: a switch, a cable, a wrong input, or two channels that cancel each other. */
  | "no_sound";

/** What an open microphone has given so far. Times on one monotonic clock, ms. */
export interface MicrophoneWatch {
  isMuted: boolean;
  /** Until then something arrived, or it is not known. */
  arrivedAtMs: number;
  /** Since when all samples are zero; null while they are not. */
  zerosSinceMs: number | null;
  /** Sound came back after zeros: this device cuts off its noise, and zeros are its way of being quiet. */
  isGated: boolean;
  tickAtMs: number;
}

/**
 * The largest sample that counts as zero: half a step of 16-bit sound. The noise of the quietest room and the best
 * converter is above that.
 */
const zeroPeak = 1 / 65_536;
/** Shorter than the 2 s within which a person should know. */
const noticedAfterMs = 1_500;
/** Zeros that long, and sound after them: the device has a noise gate. */
const gatedAfterMs = 500;
/** A person thinks that long without a word. */
const gatedNoticedAfterMs = 10_000;
/** A tick that comes so late says that the page itself stood still, and nothing about the microphone. */
const lateTickMs = 1_000;

export type MicrophoneWatchEvent =
  /** A piece of sound; `peak` is its largest sample, 0–1. */
  | { type: "chunk"; atMs: number; peak: number }
  | { type: "muted"; atMs: number; isMuted: boolean }
  /** Comes some times a second while the microphone is open. */
  | { type: "tick"; atMs: number };

/** A microphone that has just been opened. */
export function openedMicrophone(atMs: number, isMuted: boolean): MicrophoneWatch {
  return { isMuted, arrivedAtMs: atMs, zerosSinceMs: null, isGated: false, tickAtMs: atMs };
}

export function watchMicrophone(watch: MicrophoneWatch, event: MicrophoneWatchEvent): MicrophoneWatch {
  switch (event.type) {
    case "muted":
      // A muted track may give nothing at all: what counts begins anew.
      return { ...watch, isMuted: event.isMuted, arrivedAtMs: event.atMs, zerosSinceMs: null };
    case "tick": {
      const isLate = event.atMs - watch.tickAtMs > lateTickMs;
      return { ...watch, tickAtMs: event.atMs, arrivedAtMs: isLate ? event.atMs : watch.arrivedAtMs };
    }
    case "chunk": {
      const { atMs, peak } = event;
      if (peak < zeroPeak) return { ...watch, arrivedAtMs: atMs, zerosSinceMs: watch.zerosSinceMs ?? atMs };
      const wasZero = watch.zerosSinceMs !== null && atMs - watch.zerosSinceMs >= gatedAfterMs;
      return { ...watch, arrivedAtMs: atMs, zerosSinceMs: null, isGated: watch.isGated || wasZero };
    }
  }
}

/** Why it gives no sound; null while it does, or not long enough has passed to tell. */
export function microphoneSilence(watch: MicrophoneWatch, atMs: number): MicrophoneSilence | null {
  if (watch.isMuted) return "muted";
  if (atMs - watch.arrivedAtMs >= noticedAfterMs) return "suspended";
  const limitMs = watch.isGated ? gatedNoticedAfterMs : noticedAfterMs;
  return watch.zerosSinceMs !== null && atMs - watch.zerosSinceMs >= limitMs ? "no_sound" : null;
}
