import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { int16ToFloat32 } from "../../../../../lib/audio/pcm";
import { decodeWav } from "../../../../../lib/audio/wav";
import { installedStore } from "../testing/installed-store";
import { cosineOf } from "./directions";
import { loadSpeakerEncoder, type SpeakerEncoder } from "./encoder";
import { levelled } from "./level";
import { partialsOf } from "./partials";
import { bins, melBands, melFilters } from "./spectrum-tables";

/** What they are and where they come from: the README.md beside them. */
const folder = join(import.meta.dirname, "testing", "vectors");
const vectors = JSON.parse(readFileSync(join(folder, "vectors.json"), "utf8")) as {
  clips: {
    file: string;
    gain: number;
    partialStarts: number[];
    melFrames: number;
    /** Frames of 40 bands, by the number of the first one. */
    mels: Record<string, number[][]>;
    embedding: number[];
  }[];
  cosines: number[][];
  melFilters: { firstRow: Record<string, number>; lastRow: Record<string, number>; rowSums: number[] };
};
const soundOf = (file: string) => int16ToFloat32(decodeWav(readFileSync(join(folder, file))).pcm);

let encoder: SpeakerEncoder;
beforeAll(async () => {
  const { directory } = await installedStore.ensure("resemblyzer", {});
  encoder = await loadSpeakerEncoder(directory, 1);
});
afterAll(() => encoder?.close());

describe.each(vectors.clips)("$file", ({ file, gain, partialStarts, melFrames, mels, embedding }) => {
  const sound = soundOf(file);
  const speech = levelled(sound);

  test("level and partials", () => {
    const loudest = sound.reduce((best, sample, at) => (Math.abs(sample) > Math.abs(sound[best] ?? 0) ? at : best), 0);
    expect((speech[loudest] ?? 0) / (sound[loudest] ?? 1)).toBeCloseTo(gain, 5);
    expect(partialsOf(speech.length).starts).toEqual(partialStarts);
  });

  test("spectrogram", async () => {
    const rows = await encoder.mels(speech);
    expect(rows.length).toBe(melBands * melFrames);
    for (const [first, frames] of Object.entries(mels)) {
      for (const [index, wanted] of frames.entries()) {
        const at = Number(first) + index;
        const found = wanted.map((_, band) => rows[band * melFrames + at] ?? Number.NaN);
        // Bands far below the loudest one of a frame are at the limit of what float32 resolves there.
        const floor = Math.max(...wanted) * 1e-6;
        for (const [band, value] of wanted.entries()) {
          expect(Math.abs((found[band] ?? 0) - value), `frame ${at}, band ${band}`).toBeLessThan(1e-4 * value + floor);
        }
      }
    }
  });

  test("vector", async () => {
    const { values, isNarrowBand } = await encoder.embed(speech);
    expect(values.length).toBe(embedding.length);
    for (const [index, value] of embedding.entries()) {
      expect(Math.abs((values[index] ?? Number.NaN) - value), `value ${index}`).toBeLessThan(1e-4);
    }
    // The recording of 1961 has hardly anything above 4 kHz.
    expect(isNarrowBand).toBe(file === "en_jfk_16k.wav");
  });
});

test("the cosine of every pair", async () => {
  const found: Float32Array[] = [];
  for (const { file } of vectors.clips) found.push((await encoder.embed(levelled(soundOf(file)))).values);
  for (const [row, cosines] of vectors.cosines.entries()) {
    for (const [column, cosine] of cosines.entries()) {
      const [a, b] = [found[row], found[column]];
      if (a && b) expect(Math.abs(cosineOf(a, b) - cosine), `${row}, ${column}`).toBeLessThan(1e-4);
    }
  }
});

test("mel filters", () => {
  const filters = melFilters();
  const row = (band: number) => [...filters.subarray(band * bins, (band + 1) * bins)];
  const { firstRow, lastRow, rowSums } = vectors.melFilters;
  for (const [band, weights] of [[0, firstRow] as const, [melBands - 1, lastRow] as const]) {
    const found = row(band).map((weight) => Number(weight.toFixed(6)));
    expect(Object.fromEntries([...found.entries()].filter(([, weight]) => weight > 0))).toEqual(weights);
  }
  for (const [band, sum] of rowSums.entries()) {
    expect(row(band).reduce((total, weight) => total + weight, 0)).toBeCloseTo(sum, 5);
  }
});
