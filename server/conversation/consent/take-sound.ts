import { concatInt16, float32ToInt16, Int16Reassembler, int16ToFloat32 } from "../../../lib/audio/pcm";
import { StreamingResampler } from "../../../lib/audio/resample";
import { encodeWav } from "../../../lib/audio/wav";
import { engineInputRateHz } from "../../inference/contract";

/**
 * The sound of a recording as the models hear it, 16 kHz, 16-bit mono. Each chunk is converted as it comes: a minute at
 * once would make everybody wait who talks.
 */
export class TakeSound {
  private readonly reassembler = new Int16Reassembler();
  private resampler: StreamingResampler | null = null;
  private pieces: Int16Array[] = [];

  /** The samples of these bytes, as they were sent; all chunks have the same rate. */
  push(bytes: Uint8Array, sampleRateHz: number): Int16Array {
    const pcm = this.reassembler.push(bytes);
    // A chunk without sound is no part of the recording, and neither is the rate it names.
    if (pcm.length === 0) return pcm;
    this.resampler ??= new StreamingResampler(sampleRateHz, engineInputRateHz);
    this.pieces.push(float32ToInt16(this.resampler.push(int16ToFloat32(pcm))));
    return pcm;
  }

  /** Drops what has come so far. */
  clear(): void {
    this.pieces = [];
  }

  wav(): Uint8Array {
    const rest = this.resampler ? [float32ToInt16(this.resampler.flush())] : [];
    return encodeWav(concatInt16([...this.pieces, ...rest]), engineInputRateHz);
  }
}
