import { expect, test } from "vitest";
import type { Language } from "../languages";
import { recognitionByLanguage } from "./recognition";
import type { CaseComparison, SideView } from "./views";

const side = (errors: number, units: number, stt = "whisper-base") =>
  ({ recognition: { errors, units }, models: { stt, llm: null, tts: null } }) as SideView;
const silent = { ...side(0, 0), recognition: null } as SideView;
const compared = (language: Language, base: SideView | null, ...results: SideView[]) =>
  ({ case: { language }, base, results }) as unknown as CaseComparison;

test("long sentences count for more than short ones, and every repeat counts", () => {
  const cases = [
    compared("zh-TW", side(1, 2), side(0, 2, "breeze"), side(1, 2, "breeze")),
    compared("zh-TW", side(0, 8), side(1, 8, "breeze"), side(1, 8, "breeze")),
    compared("en", side(3, 4), side(1, 4)),
  ];
  expect(recognitionByLanguage(cases)).toEqual([
    {
      language: "zh-TW",
      cases: 2,
      before: { models: ["whisper-base"], rate: 0.1 },
      run: { models: ["breeze"], rate: 0.15 },
    },
    {
      language: "en",
      cases: 1,
      before: { models: ["whisper-base"], rate: 0.75 },
      run: { models: ["whisper-base"], rate: 0.25 },
    },
  ]);
});

test("a case that one side did not hear compares nothing", () => {
  expect(
    recognitionByLanguage([
      compared("en", silent, side(1, 2)),
      compared("en", side(1, 2)),
      compared("en", null, side(1, 2)),
    ]),
  ).toEqual([]);
});
