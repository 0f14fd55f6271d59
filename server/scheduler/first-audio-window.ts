import type { SpeechMode } from "../../lib/languages";

/** What the last turns say about the voice. Null: too few of them. */
export interface FirstAudioSummary {
  /** End of speech → first audio. */
  firstAudioP95Ms: number | null;
  /** First token → first audio: what the voice has to do with it. */
  ttsFirstP95Ms: number | null;
  /** Somebody asked for the better mode. */
  hqAsked: boolean;
}

interface Heard {
  atMs: number;
  firstAudioMs: number;
  ttsFirstMs: number;
  asked: SpeechMode;
}

const windowMs = 300_000;
const maxTurns = 100;
export const minTurns = 10;

/** The first sounds of the last five minutes. */
export class FirstAudioWindow {
  private heard: Heard[] = [];
  private hqAskedAtMs = Number.NEGATIVE_INFINITY;

  add(turn: Heard): void {
    if (turn.asked === "hq") this.hqAskedAtMs = turn.atMs;
    this.heard = [...this.heard, turn].slice(-maxTurns);
  }

  /** What was heard before says nothing about what is heard from now on. */
  clear(): void {
    this.heard = [];
  }

  summary(nowMs: number): FirstAudioSummary {
    this.heard = this.heard.filter(({ atMs }) => nowMs - atMs <= windowMs);
    const enough = this.heard.length >= minTurns;
    return {
      firstAudioP95Ms: enough ? p95(this.heard.map(({ firstAudioMs }) => firstAudioMs)) : null,
      ttsFirstP95Ms: enough ? p95(this.heard.map(({ ttsFirstMs }) => ttsFirstMs)) : null,
      hqAsked: nowMs - this.hqAskedAtMs <= windowMs,
    };
  }
}

/** Nearest rank, the slowest turn left out: a single one moves nothing. */
function p95(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 2, Math.ceil(0.95 * sorted.length) - 1)] ?? Number.NaN;
}
