import type { SpeechMode } from "../../../lib/languages";

/** What the last replies say about the voice. Null: too few of them. */
export interface HeardSummary {
  /** End of speech → first audio. */
  firstAudioP95Ms: number | null;
  /** First token → first audio: what the voice has to do with it. */
  ttsFirstP95Ms: number | null;
  /** Part of the replies in which the listener had to wait for the next sound, 0–1. */
  ranDryShare: number | null;
  /** Somebody asked for the better mode. */
  hqAsked: boolean;
}

interface Heard {
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
/** A reply with more silence in it than this stumbles; less passes for a pause between sentences. */
export const ranDryAfterMs = 500;

/** The replies of the last five minutes. */
export class HeardReplies {
  private heard: Heard[] = [];
  private hqAskedAtMs = Number.NEGATIVE_INFINITY;

  add(reply: Heard): void {
    if (reply.asked === "hq") this.hqAskedAtMs = reply.atMs;
    this.heard = [...this.heard, reply].slice(-maxReplies);
  }

  /** What was heard before says nothing about what is heard from now on. */
  clear(): void {
    this.heard = [];
  }

  summary(nowMs: number): HeardSummary {
    this.heard = this.heard.filter(({ atMs }) => nowMs - atMs <= windowMs);
    const { heard } = this;
    const hqAsked = nowMs - this.hqAskedAtMs <= windowMs;
    if (heard.length < minReplies) return { firstAudioP95Ms: null, ttsFirstP95Ms: null, ranDryShare: null, hqAsked };
    return {
      firstAudioP95Ms: p95(heard.map(({ firstAudioMs }) => firstAudioMs)),
      ttsFirstP95Ms: p95(heard.map(({ ttsFirstMs }) => ttsFirstMs)),
      ranDryShare: heard.filter(({ gapsMs }) => gapsMs > ranDryAfterMs).length / heard.length,
      hqAsked,
    };
  }
}

/** Nearest rank, the slowest reply left out: a single one moves nothing. */
function p95(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 2, Math.ceil(0.95 * sorted.length) - 1)] ?? Number.NaN;
}
