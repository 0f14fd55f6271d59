import { concatInt16 } from "../../../lib/audio/pcm";
import { replyAudio } from "../../../lib/audio/reply-audio";
import { segmentEnd } from "../../../lib/chat/captions";

const samplesPerMs = replyAudio.sampleRateHz / 1_000;

interface SpokenSegment {
  text: string;
  startSample: number;
}

/**
 * The reply's audio as it was sent, and an estimate from the clock of how much the listener has heard: a piece is heard
 * when it arrives or when the piece before it has ended, whichever is later.
 */
export class ReplyPlayout {
  private readonly parts: Int16Array[] = [];
  private readonly segments: SpokenSegment[] = [];
  private samples = 0;
  /** When the listener runs out of sound, monotonic ms; −∞ before the first piece. */
  endsAtMs = Number.NEGATIVE_INFINITY;
  /** Total length of the underruns, ms: the listener had heard everything, and more audio came later. */
  gapsMs = 0;

  get empty(): boolean {
    return this.samples === 0;
  }

  push(pcm: Int16Array, sentAtMs: number, segment: string | undefined): void {
    if (!this.empty) this.gapsMs += Math.max(0, sentAtMs - this.endsAtMs);
    if (segment !== undefined) this.segments.push({ text: segment, startSample: this.samples });
    this.parts.push(pcm);
    this.samples += pcm.length;
    this.endsAtMs = Math.max(sentAtMs, this.endsAtMs) + pcm.length / samplesPerMs;
  }

  /** All of the reply's audio; null when there is none. */
  audio(): Int16Array | null {
    return this.empty ? null : concatInt16(this.parts);
  }

  /** How much of `replyText` was heard by `atMs`: up to the end of the last segment of which half was heard. */
  heardChars(atMs: number, replyText: string): number {
    const ahead = Math.max(0, Math.floor((this.endsAtMs - atMs) * samplesPerMs));
    const heardSamples = Math.max(0, this.samples - ahead);
    if (heardSamples === 0) return 0;
    const heardSegments = this.segments.filter((segment, i) => {
      const endSample = this.segments[i + 1]?.startSample ?? this.samples;
      return heardSamples >= (segment.startSample + endSample) / 2;
    });
    return heardSegments.reduce((from, { text }) => segmentEnd(replyText, from, text), 0);
  }
}
