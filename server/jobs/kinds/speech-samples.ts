import { readFile } from "node:fs/promises";
import { concatFloat32, int16ToFloat32 } from "../../../lib/audio/pcm";
import { StreamingResampler } from "../../../lib/audio/resample";
import { type DecodedWav, decodeWav } from "../../../lib/audio/wav";
import { engineInputRateHz } from "../../inference/contract";

/** The event loop is given back after each piece of sound: voices must not wait. */
const pieceS = 0.5;

/** A WAV file as models hear it: float32 mono 16 kHz. Throws an Error for what is no WAV file, and the disk's own. */
export async function speechSamplesIn(path: string): Promise<Float32Array> {
  return speechSamples(decodeWav(await readFile(path)));
}

/** Sound as models hear it: float32 mono 16 kHz. */
export async function speechSamples({ pcm, sampleRateHz }: DecodedWav): Promise<Float32Array> {
  const resampler = new StreamingResampler(sampleRateHz, engineInputRateHz);
  const pieces: Float32Array[] = [];
  const step = Math.ceil(sampleRateHz * pieceS);
  for (let from = 0; from < pcm.length; from += step) {
    pieces.push(resampler.push(int16ToFloat32(pcm.subarray(from, from + step))));
    await new Promise(setImmediate);
  }
  pieces.push(resampler.flush());
  return concatFloat32(pieces);
}
