import type { SpeechMode } from "../../../lib/languages";

/** What the last replies say about the voice. Null: too few of them. */
export interface LatencySummary {
  /** End of speech → first audio. */
  firstAudioP95Ms: number | null;
  /** First token → first audio: the part that the voice is responsible for. */
  ttsFirstP95Ms: number | null;
  /** Part of the replies with an underrun: the listener had to wait for the next sound, 0–1. */
  underrunShare: number | null;
  /** Somebody asked for the better mode. */
  hqAsked: boolean;
}

interface PlayedReply {
  atMs: number;
  firstAudioMs: number;
  ttsFirstMs: number;
  /** Silence between its sounds, ms. */
  gapsMs: number;
  asked: SpeechMode;
}

export const windowMs = 300_000;
const maxReplies = 100;
export const minReplies = 10;
/** A reply with more silence in it than this has an underrun; less passes for a pause between sentences. */
export const underrunAfterMs = 500;

/** The replies that were played in the last five minutes. */
export class LatencyWindow {
  private replies: PlayedReply[] = [];
  private hqAskedAtMs = Number.NEGATIVE_INFINITY;

  add(reply: PlayedReply): void {
    if (reply.asked === "hq") this.hqAskedAtMs = reply.atMs;
    this.replies = [...this.replies, reply].slice(-maxReplies);
  }

  /** After a change of level the replies before it say nothing about the ones to come. */
  clear(): void {
    this.replies = [];
  }

  summary(nowMs: number): LatencySummary {
    this.replies = this.replies.filter(({ atMs }) => nowMs - atMs <= windowMs);
    const { replies } = this;
    const hqAsked = nowMs - this.hqAskedAtMs <= windowMs;
    if (replies.length < minReplies)
      return { firstAudioP95Ms: null, ttsFirstP95Ms: null, underrunShare: null, hqAsked };
    return {
      firstAudioP95Ms: p95(replies.map(({ firstAudioMs }) => firstAudioMs)),
      ttsFirstP95Ms: p95(replies.map(({ ttsFirstMs }) => ttsFirstMs)),
      underrunShare: replies.filter(({ gapsMs }) => gapsMs > underrunAfterMs).length / replies.length,
      hqAsked,
    };
  }
}

/** Nearest rank without the slowest reply, so that a single slow one changes nothing. */
function p95(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 2, Math.ceil(0.95 * sorted.length) - 1)] ?? Number.NaN;
}
