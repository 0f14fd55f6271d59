import { open, readFile } from "node:fs/promises";
import { endianness } from "node:os";
import { bytesToInt16, int16ToBytes } from "../../../lib/audio/pcm";
import { encodeWav } from "../../../lib/audio/wav";
import { referenceTarget } from "../../../lib/voice-profiles/reference-target";

const rateHz = referenceTarget.sampleRateHz;
const headerBytes = 44;
/**
 * A chunk of our own after the sound: what share of the source's samples was at full scale in each tenth of a second
 * (16 bits each). Mixing and resampling hide it, so it can't be measured in the decoded sound.
 */
const clippingTag = "clip";
export const clippingSlotS = 0.1;
const shareScale = 65_535;

/** A decoded recording: mono, 24 kHz, 16 bits. */
export interface DecodedSound {
  samples: Int16Array;
  /** By slots of 0.1 s. */
  clippedShares: Float32Array;
}

/** Writes a decoded recording piece by piece. The file must not exist. */
export async function createDecodedFile(path: string) {
  const file = await open(path, "wx", 0o600);
  let samples = 0;
  const write = async (bytes: Uint8Array, at: number) => {
    for (let done = 0; done < bytes.length; )
      done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  };
  return {
    async append(pcm: Int16Array) {
      await write(int16ToBytes(pcm), headerBytes + 2 * samples);
      samples += pcm.length;
    },
    async finish(clippedShares: readonly number[]) {
      const clipping = Uint16Array.from(clippedShares, (share) => Math.ceil(share * shareScale));
      const tail = Buffer.alloc(8 + clipping.byteLength);
      tail.write(clippingTag, "latin1");
      tail.writeUInt32LE(clipping.byteLength, 4);
      for (const [slot, share] of clipping.entries()) tail.writeUInt16LE(share, 8 + 2 * slot);
      await write(tail, headerBytes + 2 * samples);
      const header = Buffer.from(encodeWav(new Int16Array(0), rateHz));
      header.writeUInt32LE(headerBytes - 8 + 2 * samples + tail.length, 4);
      header.writeUInt32LE(2 * samples, 40);
      await write(header, 0);
    },
    close: () => file.close(),
  };
}

/** Reads what `createDecodedFile` wrote. Throws an Error for any other file. */
export async function readDecodedFile(path: string): Promise<DecodedSound> {
  return parse(await readFile(path));
}

function parse(content: Buffer): DecodedSound {
  const dataBytes = content.length >= headerBytes ? content.readUInt32LE(40) : 0;
  const tail = headerBytes + dataBytes;
  if (content.length < tail + 8 || content.toString("latin1", tail, tail + 4) !== clippingTag) {
    throw new Error("This is no recording that was decoded here.");
  }
  const slots = (content.length - tail - 8) >> 1;
  return {
    samples: samplesOf(content.subarray(headerBytes, tail)),
    clippedShares: Float32Array.from(
      { length: slots },
      (_, slot) => content.readUInt16LE(tail + 8 + 2 * slot) / shareScale,
    ),
  };
}

/** Without a copy where the machine's byte order and the place in memory allow it: 5 minutes are 14 MB. */
function samplesOf(bytes: Buffer): Int16Array {
  const isAligned = endianness() === "LE" && bytes.byteOffset % 2 === 0;
  return isAligned ? new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1) : bytesToInt16(bytes);
}
