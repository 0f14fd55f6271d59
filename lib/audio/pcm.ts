/** Conversions between bytes, 16-bit samples and ±1 floats. All PCM here is mono, little endian. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const invalid = 0xff;
const sextetOf = new Uint8Array(256).fill(invalid);
for (let i = 0; i < alphabet.length; i++) sextetOf[alphabet.charCodeAt(i)] = i;

/** Bytes of standard base64; null when the text is not base64 (foreign characters, wrong length or padding). */
export function base64ToBytes(text: string): Uint8Array | null {
  let end = text.length;
  if (end % 4 === 0 && text.endsWith("=")) end -= text.endsWith("==") ? 2 : 1;
  if (end % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    const sextet = code < 256 ? (sextetOf[code] ?? invalid) : invalid;
    if (sextet === invalid) return null;
    bits = ((bits << 6) | sextet) & 0xffffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[at++] = bits >> bitCount;
    }
  }
  return bytes;
}

/** Standard base64 with padding. */
export function bytesToBase64(bytes: Uint8Array): string {
  // String.fromCharCode takes each character as an argument, and too many of them overflow the stack.
  const charactersAtOnce = 8_192;
  let binary = "";
  for (let i = 0; i < bytes.length; i += charactersAtOnce) {
    binary += String.fromCharCode(...bytes.subarray(i, i + charactersAtOnce));
  }
  return btoa(binary);
}

/** Whether this machine has PCM's byte order, as nearly all have: then typed arrays can be copied as they are. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Samples of PCM16LE bytes; the last byte is ignored when their number is odd. */
export function bytesToInt16(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  if (isLittleEndian) {
    new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.byteLength));
    return samples;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(2 * i, true);
  return samples;
}

/** PCM16LE bytes of samples. */
export function int16ToBytes(samples: Int16Array): Uint8Array {
  if (isLittleEndian) return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).slice();
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.length; i++) view.setInt16(2 * i, samples[i] ?? 0, true);
  return bytes;
}

/** ±1 floats of 16-bit samples. */
export function int16ToFloat32(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) floats[i] = (samples[i] ?? 0) / 32_768;
  return floats;
}

/** 16-bit samples of ±1 floats, rounded; louder samples are clipped, NaN becomes silence. */
export function float32ToInt16(floats: Float32Array): Int16Array {
  const samples = new Int16Array(floats.length);
  for (let i = 0; i < floats.length; i++) {
    const scaled = Math.round((floats[i] ?? 0) * 32_768);
    samples[i] = Math.min(32_767, Math.max(-32_768, scaled));
  }
  return samples;
}

/** Turns byte chunks of any size into samples: an odd byte waits for its other half in the next chunk. */
export class Int16Reassembler {
  private oddByte: number | null = null;

  /** The samples whose bytes are complete by now. */
  push(bytes: Uint8Array): Int16Array {
    let whole = bytes;
    if (this.oddByte !== null) {
      whole = new Uint8Array(bytes.length + 1);
      whole[0] = this.oddByte;
      whole.set(bytes, 1);
    }
    this.oddByte = whole.length % 2 === 1 ? (whole[whole.length - 1] ?? 0) : null;
    return bytesToInt16(whole);
  }

  /** Drops an unfinished sample, after a gap in the stream. */
  reset(): void {
    this.oddByte = null;
  }
}

/** One array of several, in order. */
export function concatInt16(parts: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** One array of several, in order. */
export function concatFloat32(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
