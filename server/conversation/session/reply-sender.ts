import { int16ToBytes } from "../../../lib/audio/pcm";
import { replyAudio } from "../../../lib/audio/reply-audio";
import type { SpeechMode } from "../../../lib/languages";
import type { ServerMessage } from "../../../lib/protocol/server-messages";

/** `audio_response` carries at most 200 ms: an interruption stops within one of them. */
const maxChunkSamples = replyAudio.sampleRateHz / 5;

/** A reply's sound as numbered messages. */
export class ReplySender {
  private readonly firstSeq: number;

  /** `nextSeq`: the first number; those of a turn that was taken back are counted on. */
  constructor(
    private readonly turnId: string,
    private readonly send: (message: ServerMessage) => void,
    public nextSeq: number,
  ) {
    this.firstSeq = nextSeq;
  }

  get hasSent(): boolean {
    return this.nextSeq > this.firstSeq;
  }

  /** Sends a piece of sound, int16 mono 24 kHz. `clause`: the segment that begins with it. */
  push(pcm: Int16Array, mode: SpeechMode, clause: string | undefined): void {
    for (let at = 0; at < pcm.length; at += maxChunkSamples) {
      this.chunk(pcm.subarray(at, at + maxChunkSamples), mode, false, at === 0 ? clause : undefined);
    }
  }

  /** No more sound follows; nothing is sent where there was none. */
  end(mode: SpeechMode): void {
    if (this.hasSent) this.chunk(new Int16Array(0), mode, true);
  }

  private chunk(pcm: Int16Array, mode: SpeechMode, isLast: boolean, clause?: string): void {
    this.send({
      type: "audio_response",
      // Node's own encoder: the portable one takes 3 ms of a turn.
      data: Buffer.from(int16ToBytes(pcm).buffer).toString("base64"),
      mode,
      turn_id: this.turnId,
      seq: this.nextSeq++,
      sr: replyAudio.sampleRateHz,
      format: replyAudio.format,
      is_last: isLast,
      ...(clause === undefined ? {} : { clause }),
    });
  }
}
