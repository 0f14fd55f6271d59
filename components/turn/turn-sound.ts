import { float32ToInt16 } from "@/lib/audio/pcm";
import { encodeWav } from "@/lib/audio/wav";

/** Both sounds of a turn are brought to this rate, Hz. */
export const turnSoundRateHz = 24_000;
const peaksPerSecond = 50;

/** Both sides of a turn on one time axis: what was said, the wait, the reply. */
export interface TurnSound {
  durationS: number;
  /**
   * Loudest sample of each fiftieth of a second, 0–1, over the whole axis; one array for the person, one for the
   * reply.
   */
  peaks: [user: Float32Array, reply: Float32Array];
  /** One WAV file of both sides. */
  wav: Uint8Array<ArrayBuffer>;
}

/**
 * Lays float32 mono sounds at `turnSoundRateHz` one after the other; `gapMs` is how long the person waited.
 * A missing side leaves its lane empty, and there is no gap.
 */
export function composeTurnSound(user: Float32Array | null, reply: Float32Array | null, gapMs: number): TurnSound {
  const gapSamples = user && reply ? Math.round((Math.max(0, gapMs) * turnSoundRateHz) / 1000) : 0;
  const replyStart = (user?.length ?? 0) + gapSamples;
  const together = new Float32Array(replyStart + (reply?.length ?? 0));
  if (user) together.set(user);
  if (reply) together.set(reply, replyStart);
  const bucket = turnSoundRateHz / peaksPerSecond;
  const peaks = peaksOf(together, bucket);
  const boundary = Math.round(replyStart / bucket);
  return {
    durationS: together.length / turnSoundRateHz,
    peaks: [
      peaks.map((peak, index) => (index < boundary ? peak : 0)),
      peaks.map((peak, index) => (index < boundary ? 0 : peak)),
    ],
    wav: new Uint8Array(encodeWav(float32ToInt16(together), turnSoundRateHz)),
  };
}

function peaksOf(samples: Float32Array, bucket: number): Float32Array {
  const peaks = new Float32Array(Math.ceil(samples.length / bucket));
  for (let i = 0; i < samples.length; i++) {
    const at = Math.floor(i / bucket);
    peaks[at] = Math.max(peaks[at] ?? 0, Math.abs(samples[i] ?? 0));
  }
  return peaks;
}
