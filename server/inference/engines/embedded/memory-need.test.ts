import { expect, test } from "vitest";
import type { ModelRole } from "../../../../lib/models";
import { languageModelFits } from "./memory-need";

const all: ModelRole[] = ["stt", "llm", "tts"];

test.each<[string, number, ModelRole[], boolean, boolean]>([
  ["16 GB, 13 of them available", 13e9, all, false, true],
  ["8 GB without a desktop", 7e9, all, false, true],
  ["8 GB with a desktop", 5e9, all, false, true],
  ["8 GB with a desktop and a browser", 4e9, all, false, false],
  ["the same, with recognition and voice on another server", 4e9, ["llm"], false, true],
  ["4 GB", 3.3e9, all, false, false],
  ["4 GB, where somebody named the model", 3.3e9, all, true, true],
  ["2 GB, with recognition and voice on another server", 1.5e9, ["llm"], false, false],
])("%s", (_, availableBytes, embedded, isNamed, fits) => {
  expect(languageModelFits({ availableBytes, embedded, isNamed }).fits).toBe(fits);
});

test("the refusal says how much is missing", () => {
  const verdict = languageModelFits({ availableBytes: 3e9, embedded: all, isNamed: false });
  expect(verdict).toEqual({ fits: false, neededBytes: 4.4e9, availableBytes: 3e9 });
});
