import { base64ToBytes, concatFloat32, Int16Reassembler, int16ToFloat32 } from "../../../lib/audio/pcm";
import { StreamingResampler } from "../../../lib/audio/resample";
import { AppError } from "../../../lib/errors";
import { engineInputRateHz } from "../../inference/contract";
import { TokenBucket } from "../../platform/timing/token-bucket";
import { ReorderBuffer } from "./reorder-buffer";

/**
 * Audio may arrive faster than real time (a file, a stalled network, a benchmark): this much in one burst, then this
 * many seconds of audio per second. The burst bounds what can wait for the voice detector; the rate bounds its cost (3
 * ms for a second).
 */
const allowedAudioSeconds = { burst: 120, perSecond: 30 };
/**
 * How much of the burst a new sample rate costs. Each rate needs its own filter, and a new one with every chunk would
 * block all sessions.
 */
const rateChangeSeconds = 10;

/** One `audio_chunk` as the client sent it. */
export interface AudioChunk {
  /** base64 PCM16LE mono */
  data: string;
  /** Hz */
  sr: number;
  seq?: number | undefined;
}

interface DecodedChunk extends Omit<AudioChunk, "data"> {
  bytes: Uint8Array;
}

/** Turns a client's chunks (any size, 8–48 kHz, numbered or not) into one stream of float32 mono 16 kHz. */
export class AudioInput {
  private readonly order = new ReorderBuffer<DecodedChunk>(
    (a, b) => a.sr === b.sr && Buffer.compare(a.bytes, b.bytes) === 0,
  );
  private readonly reassembler = new Int16Reassembler();
  private resampler = new StreamingResampler(engineInputRateHz, engineInputRateHz);
  private lastRateHz: number | null = null;
  private readonly allowance = new TokenBucket(allowedAudioSeconds);
  /** The last chunk came too fast, and the client already got the error. */
  private limitReported = false;

  /** `now` is a monotonic clock, ms. */
  constructor(private readonly now: () => number) {}

  /**
   * The samples that are in order after this chunk, perhaps none. Throws AppError `bad_audio` (not base64), or
   * `rate_limited` for the first of several chunks that come too fast; the chunk is dropped.
   */
  decode(chunk: AudioChunk): Float32Array {
    const bytes = base64ToBytes(chunk.data);
    if (!bytes) throw new AppError("bad_audio", "audio_chunk: `data` is not base64.");
    const isRateNew = this.lastRateHz !== null && this.lastRateHz !== chunk.sr;
    if (!this.spend(bytes.length / 2 / chunk.sr + (isRateNew ? rateChangeSeconds : 0))) return new Float32Array(0);
    this.lastRateHz = chunk.sr;
    return this.convert(this.order.push({ bytes, sr: chunk.sr, seq: chunk.seq }));
  }

  /** The client stopped sending: returns the samples that were still held back. The stream may go on afterwards. */
  finish(): Float32Array {
    const rest = concatFloat32([this.convert(this.order.flush()), this.resampler.flush()]);
    this.reassembler.reset();
    return rest;
  }

  private convert(chunks: DecodedChunk[]): Float32Array {
    const parts: Float32Array[] = [];
    for (const chunk of chunks) {
      if (chunk.sr !== this.resampler.inputRateHz) {
        parts.push(this.resampler.flush());
        this.reassembler.reset();
        this.resampler = new StreamingResampler(chunk.sr, engineInputRateHz);
      }
      parts.push(this.resampler.push(int16ToFloat32(this.reassembler.push(chunk.bytes))));
    }
    return concatFloat32(parts);
  }

  /** False for a chunk that is dropped. */
  private spend(seconds: number): boolean {
    const isAllowed = this.allowance.take(this.now(), seconds);
    if (!isAllowed && !this.limitReported) {
      this.limitReported = true;
      throw new AppError("rate_limited", "Audio comes faster than it can be heard.");
    }
    this.limitReported = !isAllowed;
    return isAllowed;
  }
}
