import { concatInt16 } from "../../../lib/audio/pcm";
import { replyAudio } from "../../../lib/audio/reply-audio";

const samplesPerMs = replyAudio.sampleRateHz / 1_000;

interface SpokenClause {
  text: string;
  startSample: number;
}

/**
 * The reply's audio as it was sent, and by the clock how much of it a listener can have heard: they hear each piece when it
 * arrives or when the piece before it has ended, whichever is later.
 */
export class ReplyPlayout {
  private readonly parts: Int16Array[] = [];
  private readonly clauses: SpokenClause[] = [];
  private samples = 0;
  /** When the listener runs out of sound, monotonic ms; −∞ before the first piece. */
  endsAtMs = Number.NEGATIVE_INFINITY;
  /** For how long the listener had heard all that was sent, and more came, ms. */
  gapsMs = 0;

  get empty(): boolean {
    return this.samples === 0;
  }

  push(pcm: Int16Array, sentAtMs: number, clause: string | undefined): void {
    if (!this.empty) this.gapsMs += Math.max(0, sentAtMs - this.endsAtMs);
    if (clause !== undefined) this.clauses.push({ text: clause, startSample: this.samples });
    this.parts.push(pcm);
    this.samples += pcm.length;
    this.endsAtMs = Math.max(sentAtMs, this.endsAtMs) + pcm.length / samplesPerMs;
  }

  /** All of the reply's audio; null when there is none. */
  audio(): Int16Array | null {
    return this.empty ? null : concatInt16(this.parts);
  }

  /** What had been heard at `atMs`: its audio, and of `replyText` the clauses of which at least half was heard. */
  heard(atMs: number, replyText: string): { audio: Int16Array | null; text: string } {
    const ahead = Math.max(0, Math.floor((this.endsAtMs - atMs) * samplesPerMs));
    const heardSamples = Math.max(0, this.samples - ahead);
    if (this.empty || heardSamples === 0) return { audio: null, text: "" };
    const heardClauses = this.clauses.filter((clause, i) => {
      const endSample = this.clauses[i + 1]?.startSample ?? this.samples;
      return heardSamples >= (clause.startSample + endSample) / 2;
    });
    return { audio: concatInt16(this.parts).slice(0, heardSamples), text: textUpTo(replyText, heardClauses) };
  }
}

/** `replyText` up to the end of the last clause; clauses may have been normalised for speaking and not occur literally. */
function textUpTo(replyText: string, clauses: SpokenClause[]): string {
  let end = 0;
  for (const { text } of clauses) {
    const at = replyText.indexOf(text.trim(), end);
    if (at === -1) return clauses.map((clause) => clause.text.trim()).join(" ");
    end = at + text.trim().length;
  }
  return replyText.slice(0, end).trim();
}
