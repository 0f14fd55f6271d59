import { concatInt16, float32ToInt16, Int16Reassembler, int16ToFloat32 } from "../../../../lib/audio/pcm";
import { replyAudio } from "../../../../lib/audio/reply-audio";
import { StreamingResampler } from "../../../../lib/audio/resample";
import { BrokenAnswer } from "./errors";

/** Turns the bytes of a speech server into int16 mono 24 kHz as they arrive. */
export interface SpeechDecoder {
  push(bytes: Uint8Array): Int16Array;
  /** The samples that the resampler still holds; half a sample at the end is dropped. */
  flush(): Int16Array;
}

interface PcmFormat {
  sampleRateHz: number;
  channels: number;
}

/** This many bytes are needed to tell the format: a WAV's header has 44 bytes, which is below a millisecond of PCM. */
const minHeadBytes = 44;
/** A WAV's samples must begin within this; some writers put comments before them. */
const maxHeadBytes = 64 * 1_024;
const rateRangeHz = [8_000, 96_000] as const;

/** The format that the answer's headers state; null: not stated. */
export interface StatedFormat {
  contentType: string | null;
  /** `X-Sample-Rate` */
  sampleRate: string | null;
}

/**
 * The decoder for an answer. Raw PCM is read as int16 little-endian mono at the stated rate (24 kHz when none is
 * stated). A WAV is decoded by its own header for every content type, because some servers ignore `response_format`.
 * Throws BrokenAnswer, here or later, when the bytes are not speech. It is our own because `wavefile` and `node-wav`
 * need the whole file first.
 */
export function speechDecoder({ contentType, sampleRate }: StatedFormat): SpeechDecoder {
  const type = (contentType ?? "").toLowerCase();
  const [name = ""] = type.split(";");
  if (/json|^text\/|event-stream/.test(name))
    throw new BrokenAnswer(`The speech server answered with ${name} instead of audio.`);
  if (/mpeg|mp3|ogg|opus|flac|aac|webm/.test(name)) throw compressed(name);
  const stated = sampleRate ?? /rate=(\d+)/.exec(type)?.[1];
  const raw: PcmFormat = { sampleRateHz: stated ? Number(stated) : replyAudio.sampleRateHz, channels: 1 };
  let head: Uint8Array = new Uint8Array(0);
  let samples: SampleStream | null = null;
  const nothing = new Int16Array(0);
  function begin(): Int16Array {
    const start = startOf(head);
    if (start === null) return nothing;
    samples = sampleStream(start.format ?? raw, start.bytes);
    return samples.push(head.subarray(start.at));
  }
  return {
    push(bytes) {
      if (samples) return samples.push(bytes);
      head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
      return head.length < minHeadBytes ? nothing : begin();
    },
    flush() {
      const rest = samples ? nothing : begin();
      return concatInt16([rest, samples?.flush() ?? nothing]);
    },
  };
}

const compressed = (what: string) =>
  new BrokenAnswer(
    `The speech server sends ${what}. AVATAR needs PCM or WAV: that server must honour response_format.`,
  );

/** Where the samples begin, how many bytes they have at most and, in a WAV, their format. */
interface Start {
  at: number;
  bytes: number;
  format: PcmFormat | null;
}

/** Null while more of the head is needed. */
function startOf(head: Uint8Array): Start | null {
  const text = Buffer.from(head.subarray(0, 40)).toString("latin1");
  if (/^\s*\{\s*"(error|detail|message)"/.test(text)) {
    throw new BrokenAnswer("The speech server reported an error instead of audio. Try again.");
  }
  if (/^(ID3|OggS|fLaC)/.test(text)) throw compressed("compressed audio");
  if (text.startsWith("RIFF")) return startOfWav(head);
  return { at: 0, bytes: Number.POSITIVE_INFINITY, format: null };
}

function startOfWav(head: Uint8Array): Start | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let format: PcmFormat | null = null;
  for (let at = 12; at + 8 <= head.length; ) {
    const tag = Buffer.from(head.subarray(at, at + 4)).toString("latin1");
    const size = view.getUint32(at + 4, true);
    if (tag === "data") {
      if (!format) throw new BrokenAnswer("The speech server's WAV has no format before its samples.");
      // A streaming writer does not know the length: it states 0, or more than it sends.
      return { at: at + 8, bytes: size === 0 ? Number.POSITIVE_INFINITY : size, format };
    }
    if (tag === "fmt ") {
      if (at + 24 > head.length) break;
      const [channels, bits] = [view.getUint16(at + 10, true), view.getUint16(at + 22, true)];
      if (bits !== 16 || channels < 1)
        throw new BrokenAnswer(`The speech server's WAV has ${bits} bits; 16 are needed.`);
      format = { sampleRateHz: view.getUint32(at + 12, true), channels };
    }
    at += 8 + size + (size % 2);
  }
  if (head.length > maxHeadBytes) throw new BrokenAnswer("The speech server's WAV has no samples.");
  return null;
}

interface SampleStream {
  push(bytes: Uint8Array): Int16Array;
  flush(): Int16Array;
}

function sampleStream({ sampleRateHz, channels }: PcmFormat, maxBytes: number): SampleStream {
  const [least, most] = rateRangeHz;
  if (!(sampleRateHz >= least && sampleRateHz <= most)) {
    throw new BrokenAnswer(`The speech server states a sample rate of ${sampleRateHz} Hz.`);
  }
  const reassembler = new Int16Reassembler();
  const resampler = new StreamingResampler(sampleRateHz, replyAudio.sampleRateHz);
  const isAsNeeded = sampleRateHz === replyAudio.sampleRateHz;
  let bytesLeft = maxBytes;
  /** Samples of a frame whose other channels have not arrived yet. */
  let early = new Int16Array(0);
  const convert = (samples: Int16Array) =>
    isAsNeeded ? samples : float32ToInt16(resampler.push(int16ToFloat32(samples)));
  return {
    push(bytes) {
      const samples = reassembler.push(bytes.subarray(0, Math.min(bytes.length, bytesLeft)));
      bytesLeft = Math.max(0, bytesLeft - bytes.length);
      if (channels === 1) return convert(samples);
      const all = concatInt16([early, samples]);
      const moments = Math.floor(all.length / channels);
      early = all.slice(moments * channels);
      return convert(averaged(all, channels, moments));
    },
    flush: () => (isAsNeeded ? new Int16Array(0) : float32ToInt16(resampler.flush())),
  };
}

function averaged(interleaved: Int16Array, channels: number, moments: number): Int16Array {
  const mono = new Int16Array(moments);
  for (let at = 0; at < moments; at++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += interleaved[at * channels + channel] ?? 0;
    mono[at] = Math.round(sum / channels);
  }
  return mono;
}
