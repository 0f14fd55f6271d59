import { expect, test } from "vitest";
import type { Language } from "../../../lib/languages";
import { speakableText } from "./speakable-text";

const table: [text: string, language: Language, spoken: string][] = [
  ["Hello there.", "en", "Hello there."],
  ["**Yes**, it is `fine`.", "en", "Yes, it is fine."],
  ["# Heading", "en", "Heading"],
  ["- red apples", "en", "red apples"],
  ["2. Boil it.", "en", "Boil it."],
  ["> quoted", "en", "quoted"],
  ["~~old~~ new", "en", "old new"],
  ["_really_ snake_case", "en", "really snake_case"],
  ["See [the page](https://example.com/x) now.", "en", "See the page now."],
  ["![a cat](cat.png)", "en", "a cat"],
  ["Visit https://www.example.com/a/b?c=d.", "en", "Visit example dot com."],
  ["請看 https://example.com.tw/路徑，謝謝。", "zh-TW", "請看 example 點 com 點 tw，謝謝。"],
  ["Great 🎉 news 👩‍👩‍👧 today 👍🏽!", "en", "Great news today!"],
  ["🇹🇼 台灣", "zh-TW", "台灣"],
  ["Salt & pepper", "en", "Salt and pepper"],
  ["AT&T", "en", "AT and T"],
  ["貓&狗", "zh-TW", "貓和狗"],
  ["a<br>b <b>c</b>", "en", "a b c"],
  ["1 < 2 and 3 > 2", "en", "1 < 2 and 3 > 2"],
  ["line\nbreak\u0000 and\u200b zero", "en", "line break and zero"],
  ["| a | b |", "en", "a b"],
  ["! No way.", "en", "No way."],
  ["」然後走了。", "zh-TW", "然後走了。"],
  ["It costs $5, or 10%.", "en", "It costs $5, or 10%."],
  ["3.14 is pi", "en", "3.14 is pi"],
  ["🙂", "en", ""],
  ["***", "en", ""],
  ["---", "en", ""],
  ["…", "zh-TW", ""],
  ["", "en", ""],
];

test.each(table)("%j (%s) is said %j", (text, language, spoken) => {
  expect(speakableText(text, language)).toBe(spoken);
});
