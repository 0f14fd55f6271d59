import { open } from "node:fs/promises";
import { float32ToInt16 } from "../../../lib/audio/pcm";
import { StreamingResampler } from "../../../lib/audio/resample";
import { AppError } from "../../../lib/errors";
import { maxRecordingS, referenceTarget } from "../../../lib/voice-profiles/reference-target";
import type { DecodedRecording } from "../contract";
import { ClippingCount } from "./clipping";
import { createDecodedFile } from "./decoded-file";
import type { SoundBlock } from "./formats/contract";
import { openRecording } from "./formats/open-recording";
import { peaksOf } from "./peaks";
import type { TaskEvents } from "./serve-task";

const outRateHz = referenceTarget.sampleRateHz;
/** An encoder's padding makes a recording of exactly 5 minutes a little longer. */
const toleranceS = 0.5;
const maxSamples = (maxRecordingS + toleranceS) * outRateHz;
const rates = { leastHz: 4_000, mostHz: 768_000 };
/** A peak is kept for each 10 ms while the length is unknown. */
const peakSamples = outRateHz / 100;
const progressStep = 0.02;

export interface DecodeOptions extends TaskEvents {
  /** Its path; null when there is none on this machine. */
  ffmpeg: string | null;
}

/** Reads a recording of any format, piece by piece, and writes it as mono 24 kHz. The file must not exist. */
export async function decodeRecording(
  uploadPath: string,
  decodedPath: string,
  { ffmpeg, onProgram, onProgress }: DecodeOptions,
): Promise<DecodedRecording> {
  const upload = await open(uploadPath, "r");
  const decoded = await createDecodedFile(decodedPath);
  try {
    const source = await openRecording(upload, { path: uploadPath, ffmpeg, maxS: maxRecordingS + 1, onProgram });
    const clipping = new ClippingCount();
    const levels: number[] = [];
    const converter = new MonoConverter();
    let samples = 0;
    let reported = 0;
    let first: SoundBlock | null = null;
    const write = async (mono: Float32Array) => {
      const pcm = float32ToInt16(mono);
      addLevels(levels, pcm, samples);
      samples += pcm.length;
      if (samples > maxSamples) throw new AppError("audio_too_long");
      await decoded.append(pcm);
    };
    for await (const block of source.blocks) {
      requirePlausible(block);
      first ??= block;
      clipping.add(block.channels, block.rateHz, source.fullScale());
      await write(converter.push(block));
      const share = source.readShare();
      if (share >= reported + progressStep) {
        reported = share;
        onProgress(share);
      }
    }
    await write(converter.flush());
    if (!first || samples === 0) throw new AppError("audio_unreadable");
    await decoded.finish(clipping.shares());
    return {
      durationS: samples / outRateHz,
      sourceFormat: source.format,
      sourceRateHz: first.rateHz,
      sourceChannels: first.channels.length,
      clippedShare: clipping.share(),
      peaks: peaksOf(levels),
    };
  } finally {
    await upload.close();
    await decoded.close();
  }
}

function requirePlausible({ rateHz }: SoundBlock): void {
  if (rateHz >= rates.leastHz && rateHz <= rates.mostHz) return;
  throw new AppError("audio_unreadable", `The file says that it has ${rateHz} samples a second.`);
}

/** Adds the peaks (0–1) of samples that begin at the given place of the recording. */
function addLevels(levels: number[], pcm: Int16Array, from: number): void {
  for (let at = 0; at < pcm.length; at++) {
    const slot = Math.floor((from + at) / peakSamples);
    levels[slot] = Math.max(levels[slot] ?? 0, Math.abs(pcm[at] as number) / 32_768);
  }
}

/** Mixes the channels into one and brings them to 24 kHz. A stream may change its rate on the way. */
class MonoConverter {
  #resampler: StreamingResampler | null = null;

  push({ rateHz, channels }: SoundBlock): Float32Array {
    const before = this.#resampler && this.#resampler.inputRateHz !== rateHz ? this.flush() : null;
    this.#resampler ??= new StreamingResampler(rateHz, outRateHz);
    const converted = this.#resampler.push(mixed(channels));
    if (!before || before.length === 0) return converted;
    const joined = new Float32Array(before.length + converted.length);
    joined.set(before);
    joined.set(converted, before.length);
    return joined;
  }

  flush(): Float32Array {
    const rest = this.#resampler?.flush() ?? new Float32Array(0);
    this.#resampler = null;
    return rest;
  }
}

/** The mean of the channels, in ±1; a sample that is no number is silence. */
function mixed(channels: readonly Float32Array[]): Float32Array {
  const mono = new Float32Array(channels[0]?.length ?? 0);
  for (const samples of channels) {
    for (let at = 0; at < mono.length; at++) {
      // NaN, too, is silence.
      const sample = samples[at] || 0;
      mono[at] = (mono[at] ?? 0) + Math.min(1, Math.max(-1, sample)) / channels.length;
    }
  }
  return mono;
}
