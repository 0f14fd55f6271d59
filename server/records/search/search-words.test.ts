import { expect, test } from "vitest";
import { indexedWords, phraseFor } from "./search-words";

test.each([
  ["今天天氣", ["今天", "天天", "天氣", "氣"]],
  ["好。很好", ["好", "很好", "好"]],
  ["用iPhone 15打電話", ["用", "iphone", "15", "打電", "電話", "話"]],
  ["Café ＡＢＣ", ["cafe", "abc"]],
  ["50,000 (100%)", ["50", "000", "100"]],
  ["𠮷野家", ["𠮷野", "野家", "家"]],
  ["ㄅㄆ カード", ["ㄅㄆ", "ㄆ", "カー", "ード", "ド"]],
  ['"*" \0 —', []],
])("%s becomes %j", (text, words) => {
  expect(indexedWords(text)).toEqual(words);
});

test.each([
  ["天氣", '"天氣"'],
  ["天", '"天" *'],
  ["今天天氣", '"今天 天天 天氣"'],
  ["用iPhone", '"用 iphone" *'],
  ["iPhone手", '"iphone 手" *'],
  ["iPhone手機", '"iphone 手機"'],
  ["貝。貝", '"貝 貝" *'],
  ["Wir", '"wir" *'],
  ["covid-19", '"covid 19" *'],
  ['a" OR col:b*', '"a or col b" *'],
  ["NEAR(a", '"near a" *'],
  ['"', null],
  ["*", null],
])("%s is found by %s", (term, phrase) => {
  expect(phraseFor(term)).toBe(phrase);
});
