/** A piece of a recording, as it was recorded. */
export interface SoundBlock {
  rateHz: number;
  /** One array of ±1 samples for each channel, all of one length. */
  channels: Float32Array[];
}

/** What a file holds. Its bytes say so: a name proves nothing. */
export type SourceFormat = "wav" | "mp3" | "flac" | "vorbis" | "opus" | "webm" | "m4a" | "aac";

/** A recording that is read piece by piece, so that memory does not grow with its length. */
export interface OpenedRecording {
  format: SourceFormat;
  blocks: AsyncIterable<SoundBlock>;
  /** From here on a sample is at full scale: 8-bit forms do not reach 1. */
  fullScale: () => number;
  /** Share of the file that was read, 0–1. */
  readShare: () => number;
}
