import { AppError } from "../../../../lib/errors";
import type { ByteReader } from "./byte-reader";
import type { SoundBlock } from "./contract";

interface Decoded {
  channelData: Float32Array[];
  samplesDecoded: number;
  sampleRate: number;
}

interface Decoder {
  ready: Promise<unknown>;
  decode(data: Uint8Array): Decoded | Promise<Decoded>;
  /** What is left in it at the end of the file. */
  flush?(): Promise<Decoded>;
}

/** Each is loaded when it is needed. */
const decoders = {
  mp3: async () => new (await import("mpg123-decoder")).MPEGDecoder(),
  flac: async () => new (await import("@wasm-audio-decoders/flac")).FLACDecoder(),
  vorbis: async () => new (await import("@wasm-audio-decoders/ogg-vorbis")).OggVorbisDecoder(),
  opus: async () => new (await import("ogg-opus-decoder")).OggOpusDecoder(),
} satisfies Record<string, () => Promise<Decoder>>;
export type CompressedFormat = keyof typeof decoders;

const bytesAtOnce = { least: 256, most: 65_536 };
/** Samples that one call should give. Silence packs so well that 64 KB of it can hold an hour. */
const samplesAtOnce = { few: 50_000, many: 200_000 };

/**
 * Decodes MP3, FLAC and Ogg piece by piece (libraries in WebAssembly). How much a decoder is fed at once follows from
 * how much sound came out before, so that neither packed silence nor large frames take much memory.
 */
export async function* compressedBlocks(format: CompressedFormat, bytes: ByteReader): AsyncGenerator<SoundBlock> {
  const decoder: Decoder = await decoders[format]();
  await decoder.ready;
  let feed = bytesAtOnce.least;
  for (let data = await bytes.take(feed); data.length > 0; data = await bytes.take(feed)) {
    const decoded = await orUnreadable(() => decoder.decode(data));
    const samples = decoded.samplesDecoded * decoded.channelData.length;
    if (samples > samplesAtOnce.many) feed = Math.max(bytesAtOnce.least, feed / 2);
    else if (samples < samplesAtOnce.few) feed = Math.min(bytesAtOnce.most, feed * 2);
    yield* blockOf(decoded);
  }
  if (decoder.flush) yield* blockOf(await orUnreadable(() => decoder.flush?.()));
}

function* blockOf(decoded: Decoded | undefined): Generator<SoundBlock> {
  if (!decoded || decoded.channelData.length === 0) return;
  const length = Math.min(...decoded.channelData.map((samples) => samples.length));
  if (length === 0) return;
  const channels = decoded.channelData.map((samples) => samples.subarray(0, length));
  yield { rateHz: decoded.sampleRate, channels: isDoubled(channels) ? channels.slice(1) : channels };
}

/** The decoder of MP3 gives two channels of every file. */
function isDoubled([left, right]: readonly Float32Array[]): boolean {
  return left !== undefined && right !== undefined && left.every((sample, at) => sample === right[at]);
}

/** The libraries throw errors of every kind at damaged files. */
async function orUnreadable<T>(decode: () => T | Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    throw new AppError("audio_unreadable", undefined, { cause });
  }
}
