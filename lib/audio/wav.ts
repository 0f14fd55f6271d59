import { bytesToInt16, float32ToInt16, int16ToBytes } from "./pcm";

const headerBytes = 44;
const pcmFormat = 1;
const floatFormat = 3;
const extensibleFormat = 0xfffe;

/** A WAV file (PCM16LE mono). */
export function encodeWav(pcm: Int16Array, sampleRateHz: number): Uint8Array {
  const data = int16ToBytes(pcm);
  const file = new Uint8Array(headerBytes + data.length);
  const view = new DataView(file.buffer);
  const tag = (offset: number, text: string) => {
    for (let i = 0; i < text.length; i++) file[offset + i] = text.charCodeAt(i);
  };
  tag(0, "RIFF");
  view.setUint32(4, file.length - 8, true);
  tag(8, "WAVE");
  tag(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, pcmFormat, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, "data");
  view.setUint32(40, data.length, true);
  file.set(data, headerBytes);
  return file;
}

export interface DecodedWav {
  /** Mono: several channels are averaged. */
  pcm: Int16Array;
  sampleRateHz: number;
}

/**
 * Reads a WAV file: 16-bit or float32 samples, any number of channels, unknown chunks skipped.
 * A data chunk that claims more than the file holds (a recorder that was cut off) ends with the file.
 * Throws an Error that says what is wrong with the file.
 */
export function decodeWav(file: Uint8Array): DecodedWav {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tag = (offset: number) => String.fromCharCode(...file.subarray(offset, offset + 4));
  if (file.length < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE") throw new Error("Not a WAV file.");
  let format: { code: number; channels: number; sampleRateHz: number; bits: number } | null = null;
  for (let at = 12; at + 8 <= file.length; ) {
    const body = at + 8;
    const size = view.getUint32(at + 4, true);
    if (tag(at) === "fmt ") {
      if (size < 16 || body + 16 > file.length) throw new Error("The WAV header is cut off.");
      let code = view.getUint16(body, true);
      // The extensible form keeps the real format in the first bytes of its sub-format id.
      if (code === extensibleFormat && size >= 26 && body + 26 <= file.length) code = view.getUint16(body + 24, true);
      format = {
        code,
        channels: view.getUint16(body + 2, true),
        sampleRateHz: view.getUint32(body + 4, true),
        bits: view.getUint16(body + 14, true),
      };
    }
    if (tag(at) === "data") {
      if (!format) throw new Error("The WAV file has no format before its data.");
      return { pcm: readMono(file.subarray(body, Math.min(body + size, file.length)), format), ...rateOf(format) };
    }
    at = body + size + (size % 2);
  }
  throw new Error("The WAV file has no audio data.");
}

function rateOf(format: { sampleRateHz: number }): { sampleRateHz: number } {
  if (format.sampleRateHz < 1) throw new Error("The WAV file has no sample rate.");
  return { sampleRateHz: format.sampleRateHz };
}

function readMono(data: Uint8Array, format: { code: number; channels: number; bits: number }): Int16Array {
  if (format.channels < 1) throw new Error("The WAV file has no channels.");
  if (format.code === pcmFormat && format.bits === 16) return averageChannels(bytesToInt16(data), format.channels);
  if (format.code === floatFormat && format.bits === 32) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const floats = Float32Array.from({ length: data.length >> 2 }, (_, i) => view.getFloat32(4 * i, true));
    return averageChannels(float32ToInt16(floats), format.channels);
  }
  throw new Error(`WAV samples of format ${format.code} with ${format.bits} bits are not supported.`);
}

function averageChannels(interleaved: Int16Array, channels: number): Int16Array {
  if (channels === 1) return interleaved;
  const mono = new Int16Array(Math.floor(interleaved.length / channels));
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += interleaved[i * channels + channel] ?? 0;
    mono[i] = Math.round(sum / channels);
  }
  return mono;
}
