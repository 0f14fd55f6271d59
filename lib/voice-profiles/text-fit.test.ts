import { expect, test } from "vitest";
import type { Language } from "../languages";
import { textCer } from "./text-fit";

test.each<[Language, string, string, number | null]>([
  ["en", "Some call me nature.", "some call me nature", 0],
  ["en", "Some call me nature.", "Some call me Nate, sure.", 2 / 16],
  ["en", "Room 12 is free.", "room twelve is free", 0],
  ["en", "It is 2026.", "it is twenty twenty-six", 0],
  ["zh-TW", "希望你以後能夠做得比我還好。", "希望你以后能够做的比我还好", 0],
  ["zh-TW", "我萬人敬仰的太乙真人", "我萬人敬仰的太以真人", 0],
  ["zh-TW", "一共三百二十元", "一共320元", 0],
  ["zh-TW", "今天天氣很好", "昨天天氣不好", 2 / 6],
  ["en", "", "something", null],
  ["en", "Something.", "", null],
  ["en", "…", "…", null],
])("%s %j, heard as %j: %s", (language, text, heard, expected) => {
  const cer = textCer(text, heard, language);
  if (expected === null) expect(cer).toBeNull();
  else expect(cer).toBeCloseTo(expected, 2);
});

test("the text of another sentence is far off", () => {
  expect(textCer("The meeting begins at three.", "Please call the office before noon.", "en")).toBeGreaterThan(0.6);
  expect(textCer("會議三點開始", "請在中午以前打電話給辦公室", "zh-TW")).toBeGreaterThan(0.6);
});
