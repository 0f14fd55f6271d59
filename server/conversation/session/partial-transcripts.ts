import type { Language } from "../../../lib/languages";
import type { Lexicon } from "../../../lib/lexicon";
import { engineInputRateHz, type SpeechToText } from "../../inference/contract";
import type { LeaseBroker } from "../../inference/scheduling/contract";
import { meant, transcripts } from "../pipeline/transcribe";

/** How much new speech makes another call worth its cost. */
const minNewSpeechSamples = 0.8 * engineInputRateHz;

/** A recogniser that was slow once, because it was being loaded or the machine was busy, is tried again after this. */
const longestRestMs = 5 * 60_000;

/**
 * How long no look at unfinished speech follows one that took so long. A final transcript may have to wait for the rest
 * of a look, as some recognisers can't stop in the middle: looks take at most a third of the time, and slow ones so much
 * less that it waits 50 ms for them on average, up to looks of some 5 s.
 */
export const restAfterMs = (tookMs: number) => Math.min(longestRestMs, tookMs * Math.max(2, tookMs / 100));

/** A partial transcript is always for somebody who talks. */
const urgency = "live";

/** How fast the recogniser has been with each language, shared by all sessions. */
export class PartialTranscriptPace {
  private readonly last = new Map<Language, { tookMs: number; restUntilMs: number }>();
  private busy = false;

  tryBegin(language: Language, nowMs: number): boolean {
    if (this.busy || nowMs < (this.last.get(language)?.restUntilMs ?? 0)) return false;
    this.busy = true;
    return true;
  }

  /**
   * `look` null: it never began. `stopped`: before its end, so it would have taken longer. It counts half as much as the
   * one before it at least: people who speak in short sentences stop every look, and one slow look must not last.
   */
  ended(language: Language, nowMs: number, look: { tookMs: number; stopped: boolean } | null): void {
    this.busy = false;
    if (!look) return;
    const before = this.last.get(language)?.tookMs ?? 0;
    const tookMs = look.stopped ? Math.max(look.tookMs, before / 2) : look.tookMs;
    this.last.set(language, { tookMs, restUntilMs: nowMs + restAfterMs(tookMs) });
  }
}

export interface PartialTranscriberOptions {
  stt: SpeechToText;
  leases: LeaseBroker;
  pace: PartialTranscriptPace;
  now: () => number;
  /** The house's lexicon as it is now; never rejects; default: empty. */
  lexicon?: () => Promise<Lexicon>;
  onText(text: string): void;
}

/** Shows a partial transcript while the person still speaks, but only when that delays no other call. */
export class PartialTranscriber {
  private current: AbortController | null = null;
  private lastEndSample = 0;

  constructor(private readonly options: PartialTranscriberOptions) {}

  /** Speech so far is [startSample, endSample). `audio` is called only when it is worth transcribing. */
  offer(language: Language, startSample: number, endSample: number, audio: () => Float32Array): void {
    // A new speech input counts samples from 0.
    if (endSample < this.lastEndSample) this.lastEndSample = 0;
    const since = Math.max(this.lastEndSample, startSample);
    if (this.current || endSample - since < minNewSpeechSamples) return;
    if (!this.options.stt.supports(language)) return;
    if (!this.options.pace.tryBegin(language, this.options.now())) return;
    this.lastEndSample = endSample;
    this.current = new AbortController();
    void this.transcribe(language, audio(), this.current);
  }

  /** The utterance may be over: frees the recogniser for the final transcript. */
  cancel(): void {
    this.current?.abort();
    this.current = null;
  }

  private async transcribe(language: Language, audio: Float32Array, controller: AbortController): Promise<void> {
    const { stt, leases, pace, now, onText } = this.options;
    const { signal } = controller;
    let startedMs: number | null = null;
    let stopped = true;
    try {
      // As at the end of speech, so that the words in a bubble do not jump there.
      const lexicon = await this.options.lexicon?.();
      const lease = await leases.acquire({ call: "partial_transcript", urgency, signal });
      startedMs = now();
      try {
        for await (const { text, isDoubtful } of transcripts(
          stt,
          { audio, language },
          { signal: lease.signal, urgency },
        )) {
          if (text === null || isDoubtful) continue;
          const shown = await meant(text, { lexicon, language });
          if (!signal.aborted) onText(shown.text);
        }
        stopped = false;
      } finally {
        lease.release();
      }
    } catch {
      // A best-effort call: if the recogniser is broken, the final transcript reports it.
    } finally {
      const nowMs = now();
      pace.ended(language, nowMs, startedMs === null ? null : { tookMs: nowMs - startedMs, stopped });
      if (this.current === controller) this.current = null;
    }
  }
}
