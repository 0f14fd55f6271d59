/** Files of sound as tests need them: WAV in every form, also lying ones, and long silence that packs well. */

export interface WavForm {
  code: number;
  bits: number;
  channels?: number;
  rateHz?: number;
  /** Says the form in the extensible way. */
  isExtensible?: boolean;
  /** What the data chunk says of its length; default: the truth. */
  saidBytes?: number;
  /** What the block's size is said to be; default: the truth. */
  blockBytes?: number;
}

/** A WAV file of the given bytes of samples. */
export function wavFile(data: Buffer, form: WavForm): Buffer {
  const { code, bits, channels = 1, rateHz = 24_000, isExtensible = false, saidBytes = data.length } = form;
  const format = Buffer.alloc(isExtensible ? 40 : 16);
  format.writeUInt16LE(isExtensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rateHz, 4);
  format.writeUInt16LE(form.blockBytes ?? (channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (isExtensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(code, 24);
  }
  const chunks = Buffer.concat([chunk("fmt ", format), chunk("data", data, saidBytes)]);
  return Buffer.concat([chunk("RIFF", Buffer.from("WAVE"), 4 + chunks.length), chunks]);
}

/** A chunk of a RIFF file; `saidBytes` is the length that it says. */
export function chunk(id: string, body: Buffer, saidBytes = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, "latin1");
  head.writeUInt32LE(saidBytes, 4);
  return Buffer.concat([head, body]);
}

/** A 440 Hz tone of half amplitude. */
export const tone = (rateHz: number, seconds: number) =>
  Float64Array.from(
    { length: Math.round(rateHz * seconds) },
    (_, at) => 0.5 * Math.sin((2 * Math.PI * 440 * at) / rateHz),
  );

/** Samples as bytes; each channel has the same ones. */
export function sampleBytes(
  samples: ArrayLike<number>,
  bytes: number,
  write: (buffer: Buffer, value: number, at: number) => void,
  channels = 1,
): Buffer {
  const buffer = Buffer.alloc(samples.length * bytes * channels);
  for (let at = 0; at < samples.length; at++) {
    for (let channel = 0; channel < channels; channel++) {
      write(buffer, samples[at] ?? 0, (at * channels + channel) * bytes);
    }
  }
  return buffer;
}

export const int16Bytes = (samples: ArrayLike<number>, channels = 1) =>
  sampleBytes(samples, 2, (buffer, value, at) => buffer.writeInt16LE(Math.round(value * 32_767), at), channels);

/** Silence as MP3: frames of 8 kbit/s at 8 kHz whose side information is all zeros; 72 ms in 72 bytes. */
export function silentMp3(seconds: number): Buffer {
  const frame = Buffer.alloc(72);
  frame.writeUInt32BE(0xffe318c4);
  return Buffer.concat(Array.from({ length: Math.ceil(seconds / 0.072) }, () => frame));
}

/** Silence as Ogg Opus: packets of one byte, 60 ms each; an hour is 130 KB. */
export function silentOpus(seconds: number): Buffer {
  const head = Buffer.alloc(19);
  head.write("OpusHead", "latin1");
  head[8] = 1;
  head[9] = 1;
  head.writeUInt32LE(48_000, 12);
  const tags = Buffer.alloc(16);
  tags.write("OpusTags", "latin1");
  const packets = 255;
  const page = Buffer.alloc(packets, 0x18);
  const pages = Array.from({ length: Math.ceil(seconds / (packets * 0.06)) }, (_, index) =>
    oggPage(page, { lacing: Array(packets).fill(1), number: index + 2, granule: (index + 1) * packets * 2_880 }),
  );
  return Buffer.concat([
    oggPage(head, { lacing: [19], number: 0, granule: 0, flags: 2 }),
    oggPage(tags, { lacing: [16], number: 1, granule: 0 }),
    ...pages,
  ]);
}

function oggPage(
  body: Buffer,
  { lacing, number, granule, flags = 0 }: { lacing: number[]; number: number; granule: number; flags?: number },
): Buffer {
  const head = Buffer.alloc(27 + lacing.length);
  head.write("OggS", "latin1");
  head[5] = flags;
  head.writeBigUInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(number, 18);
  head[26] = lacing.length;
  head.set(lacing, 27);
  const page = Buffer.concat([head, body]);
  page.writeUInt32LE(checksum(page, { bits: 32, polynomial: 0x04c11db7 }), 22);
  return page;
}

/** Silence as FLAC: frames of 65,535 equal samples in some 15 bytes each; an hour is 40 KB. */
export function silentFlac(seconds: number): Buffer {
  const rateHz = 44_100;
  const frameSamples = 65_535;
  const info = Buffer.alloc(34);
  info.writeUInt16BE(frameSamples, 0);
  info.writeUInt16BE(frameSamples, 2);
  // 20 bits of rate, 3 of channels less one, 5 of bits a sample less one, 36 of length (unknown).
  info.writeUInt32BE(((rateHz << 12) | (0 << 9) | (15 << 4)) >>> 0, 10);
  const frames = Array.from({ length: Math.ceil((seconds * rateHz) / frameSamples) }, (_, number) => {
    // Fixed block size, 16-bit size follows, 44.1 kHz; mono, 16 bits.
    const start = Buffer.from([0xff, 0xf8, 0x79, 0x08, ...utf8Number(number), 0xff, 0xfe]);
    const head = Buffer.concat([start, Buffer.from([checksum(start, { bits: 8, polynomial: 0x07 })])]);
    const body = Buffer.concat([head, Buffer.from([0, 0, 0])]);
    const end = Buffer.alloc(2);
    end.writeUInt16BE(checksum(body, { bits: 16, polynomial: 0x8005 }));
    return Buffer.concat([body, end]);
  });
  return Buffer.concat([Buffer.from("fLaC"), Buffer.from([0x80, 0, 0, 34]), info, ...frames]);
}

const utf8Number = (value: number) => [...Buffer.from(String.fromCodePoint(value))];

function checksum(bytes: Buffer, { bits, polynomial }: { bits: 8 | 16 | 32; polynomial: number }): number {
  const mask = bits === 32 ? 0xffff_ffff : (1 << bits) - 1;
  let sum = 0;
  for (const byte of bytes) {
    sum = (sum ^ (byte << (bits - 8))) >>> 0;
    for (let bit = 0; bit < 8; bit++) {
      const carries = (sum >>> (bits - 1)) & 1;
      sum = (((sum << 1) ^ (carries ? polynomial : 0)) & mask) >>> 0;
    }
  }
  return sum;
}
