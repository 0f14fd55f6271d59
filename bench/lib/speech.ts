import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { rmsDbfs } from "../../lib/audio/levels";
import { float32ToInt16, int16ToFloat32 } from "../../lib/audio/pcm";
import { resample } from "../../lib/audio/resample";
import { decodeWav } from "../../lib/audio/wav";
import type { Language } from "../../lib/languages";
import { spokenSentences } from "../../server/inference/engines/testing/spoken-audio";

export const benchRateHz = 16_000;
/** Quieter sound at a recording's end is not speech and is cut off: the measurement begins at the end of speech. */
const speechFloorDbfs = -45;
const windowSamples = benchRateHz / 100;

const sentences = [
  "What can you tell me about the sea?",
  "How do I make a good cup of tea?",
  "Tell me something about the moon.",
  "What should I cook for dinner tonight?",
  "Why is the sky blue during the day?",
];

export interface BenchUtterance {
  name: string;
  /** 16 kHz mono, cut right after the last sound. */
  pcm: Int16Array;
}

/**
 * What the benchmarks say: the `en_*.wav` files of AVATAR_BENCH_AUDIO, at most 6 s each, or sentences that the
 * embedded voice spoke once and that are kept in the cache.
 */
export async function benchUtterances(): Promise<BenchUtterance[]> {
  const folder = process.env.AVATAR_BENCH_AUDIO;
  if (!folder) return spokenUtterances(sentences, "en");
  const files = (await readdir(folder)).filter((file) => /^en_.*\.wav$/.test(file)).toSorted();
  const utterances: BenchUtterance[] = [];
  for (const file of files) {
    const wav = decodeWav(await readFile(join(folder, file)));
    const pcm = trimmed(resample(int16ToFloat32(wav.pcm), wav.sampleRateHz, benchRateHz));
    if (pcm.length <= 6 * benchRateHz) utterances.push({ name: file, pcm });
  }
  if (utterances.length === 0) throw new Error(`There is no en_*.wav of at most 6 s in ${folder}.`);
  return utterances;
}

/** The sentences as the embedded voice spoke them once. */
export async function spokenUtterances(texts: readonly string[], language: Language): Promise<BenchUtterance[]> {
  const spoken = await spokenSentences([...texts], language);
  return spoken.map(({ text, pcm, sampleRateHz }) => ({
    name: text,
    pcm: trimmed(resample(int16ToFloat32(pcm), sampleRateHz, benchRateHz)),
  }));
}

function trimmed(samples: Float32Array): Int16Array {
  let end = samples.length;
  while (end > windowSamples && rmsDbfs(samples.subarray(end - windowSamples, end)) < speechFloorDbfs)
    end -= windowSamples;
  return float32ToInt16(samples.subarray(0, end));
}
