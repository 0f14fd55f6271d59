import { expect, test } from "vitest";
import { nothingChanged, type RunForm, runOf, sameServer, wrongNumbers } from "./run-form";

const prompts = { "zh-TW": "你是助理。", en: "You help." };
const offer = { system_prompts: prompts, lexicon_version: 4 };
const form: RunForm = {
  name: " New voice ",
  ...nothingChanged,
};

test("what is left alone is not in the changes", () => {
  expect(runOf(form, offer)).toEqual({ name: "New voice", repeats: 3, changes: {} });
  // Opening the prompts without changing them is no change.
  expect(runOf({ ...form, prompts }, offer)?.changes).toEqual({});
});

test("every change arrives as the verb takes it", () => {
  const changed: RunForm = {
    ...form,
    stt: "store:whisper-small",
    llm: sameServer,
    llmName: " qwen3 ",
    temperature: "0",
    seed: "7",
    voice: "builtin:heart",
    mode: "hq",
    lexicon: "0",
    prompts: { ...prompts, en: "Be short." },
    repeats: "3",
  };
  expect(runOf(changed, offer)).toEqual({
    name: "New voice",
    repeats: 3,
    changes: {
      stt: { kind: "store", model: "whisper-small" },
      llm: { kind: "same_server", model: "qwen3" },
      temperature: 0,
      seed: 7,
      systemPrompt: { en: "Be short." },
      voice: "builtin:heart",
      mode: "hq",
      lexiconVersion: 0,
    },
  });
  expect(runOf({ ...form, llm: "candidate:4" }, offer)?.changes.llm).toEqual({ kind: "candidate", candidateId: 4 });
});

test("numbers are read as people in either language type them", () => {
  const typed = { ...form, temperature: "０．５", seed: "1,000", repeats: "２" };
  expect(runOf(typed, offer)).toMatchObject({ repeats: 2, changes: { temperature: 0.5, seed: 1_000 } });
  expect(wrongNumbers({ ...typed, seed: "1,00", repeats: "" }, 4)).toEqual(["seed", "repeats"]);
});

test.each<Partial<RunForm>>([
  { name: " " },
  { llm: sameServer },
  { temperature: "3" },
  { temperature: "warm" },
  { seed: "1.5" },
  { lexicon: "-1" },
  { lexicon: "5" },
  { temperature: "0,5" },
  { repeats: "0" },
  { repeats: "11" },
  { repeats: "" },
])("what does not fit makes no run: %j", (changes) => {
  expect(runOf({ ...form, ...changes }, offer)).toBeNull();
});
