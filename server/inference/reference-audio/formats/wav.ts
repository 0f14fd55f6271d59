import { AppError } from "../../../../lib/errors";
import type { SoundBlock } from "./contract";

/** What the reader of a WAV needs of its source: a file, or what another program writes. */
export interface WavSource {
  take(wanted: number): Promise<Buffer>;
  skip(bytes: number): void | Promise<void>;
  chunks(limit?: number): AsyncIterable<Buffer>;
}

/** WAVE format codes. */
const pcm = 1;
const float = 3;
const aLaw = 6;
const muLaw = 7;
const extensible = 0xfffe;

const maxChunks = 1_000;
const maxFormatBytes = 65_536;
const maxChannels = 32;
/** A data chunk of these sizes was written before its length was known: it goes on to the end. */
const unknownSizes = [0, 0xffff_ffff];

interface WavFormat {
  code: number;
  channels: number;
  rateHz: number;
  /** Of one sample of one channel. */
  bytes: number;
}

/** Reads a WAV file piece by piece; `onFullScale` is told from where on its samples are at full scale. */
export async function* wavBlocks(source: WavSource, onFullScale: (from: number) => void): AsyncGenerator<SoundBlock> {
  const isRf64 = (await source.take(12)).toString("latin1", 0, 4) !== "RIFF";
  let format: WavFormat | null = null;
  let rf64DataBytes: number | null = null;
  for (let count = 0; count < maxChunks; count++) {
    const head = await source.take(8);
    if (head.length < 8) break;
    const id = head.toString("latin1", 0, 4);
    const size = head.readUInt32LE(4);
    if (id === "data") {
      if (!format) throw new AppError("audio_unreadable", "The WAV file does not say what its samples are.");
      onFullScale(format.bytes === 1 ? (eightBitFullScale[format.code] ?? 1) : 0.9999);
      const known = isRf64 && size === 0xffff_ffff ? rf64DataBytes : size;
      const limit = known === null || unknownSizes.includes(known) ? Number.POSITIVE_INFINITY : known;
      yield* sampleBlocks(source.chunks(limit), format);
      return;
    }
    if (id === "fmt " || id === "ds64") {
      if (size > maxFormatBytes) break;
      const body = await source.take(size + (size % 2));
      if (id === "fmt ") format = readFormat(body);
      else if (body.length >= 16) rf64DataBytes = Number(body.readBigUInt64LE(8));
    } else await source.skip(size + (size % 2));
  }
  throw new AppError("audio_unreadable", "The WAV file has no sound in it.");
}

const eightBitFullScale: Record<number, number> = { [pcm]: 127 / 128, [aLaw]: 0.98, [muLaw]: 0.98 };

function readFormat(body: Buffer): WavFormat {
  if (body.length < 16) throw new AppError("audio_unreadable", "The WAV file's header is cut off.");
  const declared = body.readUInt16LE(0);
  // The extensible form keeps the code in the first bytes of its sub-format.
  const code = declared === extensible && body.length >= 26 ? body.readUInt16LE(24) : declared;
  const channels = body.readUInt16LE(2);
  const rateHz = body.readUInt32LE(4);
  const blockBytes = body.readUInt16LE(12);
  const bits = body.readUInt16LE(14);
  if (channels < 1 || channels > maxChannels) {
    throw new AppError("audio_unreadable", `The WAV file says that it has ${channels} channels.`);
  }
  // 20 bits lie in 3 bytes, or in 4: the size of a block tells. Some files leave it out or get it wrong.
  const fits = blockBytes % channels === 0 && blockBytes / channels >= bits / 8 && blockBytes / channels <= 8;
  const bytes = fits ? blockBytes / channels : Math.ceil(bits / 8);
  if (!readerOf(code, bytes)) {
    throw new AppError(
      "audio_unsupported",
      `WAV files with samples of form ${code} and ${bits} bits are not read: export it as 16-bit PCM.`,
    );
  }
  return { code, channels, rateHz, bytes };
}

type SampleReader = (data: Buffer, at: number) => number;

function readerOf(code: number, bytes: number): SampleReader | null {
  if (code === pcm) return pcmReaders[bytes] ?? null;
  if (code === float) return floatReaders[bytes] ?? null;
  if (bytes !== 1) return null;
  if (code === aLaw) return (data, at) => aLawTable[data[at] ?? 0] ?? 0;
  return code === muLaw ? (data, at) => muLawTable[data[at] ?? 0] ?? 0 : null;
}

const pcmReaders: Record<number, SampleReader> = {
  1: (data, at) => ((data[at] ?? 0) - 128) / 128,
  2: (data, at) => data.readInt16LE(at) / 32_768,
  3: (data, at) => data.readIntLE(at, 3) / 8_388_608,
  4: (data, at) => data.readInt32LE(at) / 2_147_483_648,
};
const floatReaders: Record<number, SampleReader> = {
  4: (data, at) => data.readFloatLE(at),
  8: (data, at) => data.readDoubleLE(at),
};

/** G.711: 8 bits of a logarithmic scale. */
const muLawTable = Float32Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff;
  const magnitude = ((((inverted & 0x0f) << 3) + 0x84) << ((inverted & 0x70) >> 4)) - 0x84;
  return (inverted & 0x80 ? -magnitude : magnitude) / 32_768;
});
const aLawTable = Float32Array.from({ length: 256 }, (_, code) => {
  const toggled = code ^ 0x55;
  const exponent = (toggled & 0x70) >> 4;
  const mantissa = ((toggled & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (toggled & 0x80 ? magnitude : -magnitude) / 32_768;
});

async function* sampleBlocks(chunks: AsyncIterable<Buffer>, format: WavFormat): AsyncGenerator<SoundBlock> {
  const { channels, bytes, rateHz, code } = format;
  const read = readerOf(code, bytes);
  if (!read) return;
  const frameBytes = channels * bytes;
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const frames = Math.floor(data.length / frameBytes);
    const block = Array.from({ length: channels }, (_, channel) => {
      const samples = new Float32Array(frames);
      for (let frame = 0; frame < frames; frame++) samples[frame] = read(data, frame * frameBytes + channel * bytes);
      return samples;
    });
    rest = Buffer.from(data.subarray(frames * frameBytes));
    if (frames > 0) yield { rateHz, channels: block };
  }
}
