/** One piece of a recording: root mean square and largest sample, both 0–1, and how many samples are cut off. */
export interface HeardPiece {
  rms: number;
  peak: number;
  clipped: number;
  samples: number;
}

/** `silent`: no sound at all came; `too_low`: it is there and hardly to be heard; `clipping`: too loud for the device. */
export type MicrophoneVerdict = "silent" | "too_low" | "clipping" | "good";

/** Half a step of 16-bit sound: below it a recording is nothing but zeros. */
const zeroPeak = 1 / 65_536;
/** int16 samples from here on (−0.01 dBFS) were cut off by the converter. */
const fullScale = 32_730;
/** Share of cut-off samples that is heard as distortion; a knock on the table has fewer in five seconds. */
const audibleClipping = 0.000_5;
/**
 * Loudness of the loudest third, dBFS, under which speech is too low: half-way between good speech (−18 to −23 dBFS in
 * the advice for voice recordings) and the noise of a quiet office at a laptop's microphone (about −65).
 */
const lowestDbfs = -45;

/** What counts of a chunk of the microphone (int16) and its loudness. */
export function heardPiece(pcm: Int16Array, rms: number, peak: number): HeardPiece {
  const clipped = pcm.reduce((count, sample) => count + (Math.abs(sample) >= fullScale ? 1 : 0), 0);
  return { rms, peak, clipped, samples: pcm.length };
}

/** How good the level of a few seconds of speech is. */
export function judgeMicrophone(pieces: readonly HeardPiece[]): MicrophoneVerdict {
  if (pieces.every(({ peak }) => peak < zeroPeak)) return "silent";
  const sum = (key: "clipped" | "samples") => pieces.reduce((total, piece) => total + piece[key], 0);
  if (sum("clipped") > audibleClipping * sum("samples")) return "clipping";
  return loudnessDbfs(pieces) < lowestDbfs ? "too_low" : "good";
}

/** The loudness of the loudest third of the pieces, dBFS: pauses between words do not count. */
export function loudnessDbfs(pieces: readonly HeardPiece[]): number {
  const loudest = pieces.map(({ rms }) => rms).sort((a, b) => b - a);
  const third = loudest.slice(0, Math.max(1, Math.ceil(loudest.length / 3)));
  const power = third.reduce((sum, rms) => sum + rms * rms, 0) / Math.max(1, third.length);
  return 10 * Math.log10(Math.max(power, 1e-12));
}
