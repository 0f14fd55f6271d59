import { float32ToInt16 } from "../audio/pcm";
import { isReadByServer } from "../audio/recording-format";
import { encodeWav } from "../audio/wav";
import { AppError } from "../errors";
import { referenceTarget } from "../voice-profiles/reference-target";

/**
 * The recording as the server reads it: as it is, or decoded by this browser to WAV, 24 kHz mono 16-bit. Throws AppError
 * `audio_unsupported` for what neither of the two can read.
 */
export async function recordingToSend(file: Blob): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  if (isReadByServer(head)) return file;
  const { sampleRateHz } = referenceTarget;
  // An offline context decodes to its own rate without opening a sound device.
  const context = new OfflineAudioContext(1, 1, sampleRateHz);
  const sound = await context.decodeAudioData(await file.arrayBuffer()).catch((cause: unknown) => {
    throw new AppError("audio_unsupported", undefined, { cause });
  });
  return new Blob([new Uint8Array(encodeWav(float32ToInt16(monoOf(sound)), sampleRateHz))], { type: "audio/wav" });
}

function monoOf(sound: AudioBuffer): Float32Array {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  if (channels.length === 1) return channels[0] ?? new Float32Array();
  return Float32Array.from({ length: sound.length }, (_, at) => {
    let sum = 0;
    for (const channel of channels) sum += channel[at] ?? 0;
    return sum / channels.length;
  });
}
