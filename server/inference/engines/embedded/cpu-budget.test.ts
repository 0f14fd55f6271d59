import { expect, test } from "vitest";
import { cpuBudget } from "./cpu-budget";

test.each([
  [1, { stt: 1, llm: 1, tts: 1 }],
  [2, { stt: 2, llm: 1, tts: 2 }],
  [3, { stt: 3, llm: 1, tts: 3 }],
  [4, { stt: 2, llm: 2, tts: 2 }],
  [8, { stt: 4, llm: 4, tts: 4 }],
  [9, { stt: 5, llm: 4, tts: 5 }],
])("%i cores: threads of the model that spin never share a core with recognition or speech", (cores, threads) => {
  const { stt, llm, tts } = cpuBudget(cores);
  expect({ stt: stt.threads, llm: llm.threads, tts: tts.threads }).toEqual(threads);
});
