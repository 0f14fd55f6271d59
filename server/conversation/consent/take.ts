import type { TakeProblem } from "../../../lib/consent/result";

/** What is asked of the recording of a sentence. */
export const takeLimits = {
  minMs: 2_000,
  maxMs: 60_000,
  /** The sound's length and the server's clock may differ by this share: it was streamed while it was spoken. */
  clockTolerance: 0.2,
  /**
   * At no chunk may the sound be further ahead of the clock or behind it: a connection that stalls for 1.5 s and then
   * catches up is one of a microphone, a file that waits and is sent at once is not.
   */
  maxOffPaceMs: 2_000,
  /** 0–1. Below it a microphone is muted, or there is none. */
  minPeak: 0.005,
} as const;

/** One `audio_chunk` of a recording. */
export interface TakeChunk {
  samples: number;
  sampleRateHz: number;
  /** Its largest sample, 0–1. */
  peak: number;
  seq: number | undefined;
  /** The server's clock, monotonic. */
  atMs: number;
}

/** A recording as far as it has come, without its sound. */
export interface Take {
  sampleRateHz: number;
  soundMs: number;
  firstChunkMs: number;
  firstAtMs: number;
  lastAtMs: number;
  lastSeq: number | undefined;
  peak: number;
  /** The first one; what comes after it is dropped. */
  problem: TakeProblem | null;
}

/** The recording with one chunk more. `before` is null for the first; a chunk without sound begins nothing. */
export function withChunk(before: Take | null, chunk: TakeChunk): Take | null {
  if (!before && chunk.samples === 0) return null;
  const chunkMs = (chunk.samples / chunk.sampleRateHz) * 1_000;
  if (!before) {
    const { sampleRateHz, atMs, peak, seq } = chunk;
    const clock = { firstChunkMs: chunkMs, firstAtMs: atMs, lastAtMs: atMs };
    return { sampleRateHz, soundMs: chunkMs, ...clock, lastSeq: seq, peak, problem: null };
  }
  if (before.problem) return before;
  const soundMs = before.soundMs + chunkMs;
  return {
    ...before,
    soundMs,
    lastAtMs: chunk.atMs,
    lastSeq: chunk.seq,
    peak: Math.max(before.peak, chunk.peak),
    problem: problemOfChunk(before, chunk, chunkMs),
  };
}

/** A chunk that is missing, doubled or late leaves a seam: what was spoken in one go has none. */
function problemOfChunk(before: Take, chunk: TakeChunk, chunkMs: number): TakeProblem | null {
  if (chunk.sampleRateHz !== before.sampleRateHz) return "rate_changed";
  const isNext = before.lastSeq === undefined ? chunk.seq === undefined : chunk.seq === before.lastSeq + 1;
  if (!isNext) return "out_of_order";
  const soundMs = before.soundMs + chunkMs;
  if (soundMs > takeLimits.maxMs) return "too_long";
  const offPaceMs = tookMs({ ...before, lastAtMs: chunk.atMs }) - soundMs;
  return Math.abs(offPaceMs) > takeLimits.maxOffPaceMs ? "not_live" : null;
}

/** What is wrong with the whole recording; null: it can be listened to. */
export function problemOf(take: Take | null): TakeProblem | null {
  if (!take) return "too_short";
  if (take.problem) return take.problem;
  if (take.soundMs < takeLimits.minMs) return "too_short";
  if (!wasStreamedLive(take)) return "not_live";
  return take.peak < takeLimits.minPeak ? "silent" : null;
}

type Clock = Pick<Take, "soundMs" | "firstChunkMs" | "firstAtMs" | "lastAtMs">;

/** The first chunk arrives when it has been recorded, so its own length is added to the time since. */
const tookMs = ({ firstChunkMs, firstAtMs, lastAtMs }: Omit<Clock, "soundMs">) => lastAtMs - firstAtMs + firstChunkMs;

/**
 * Whether the whole took as long to arrive as it lasts. A file that is sent at the pace of a microphone can't be told
 * from one.
 */
export function wasStreamedLive(take: Clock): boolean {
  return Math.abs(tookMs(take) - take.soundMs) <= takeLimits.clockTolerance * take.soundMs;
}
