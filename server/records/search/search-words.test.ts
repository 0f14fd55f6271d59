import { expect, test } from "vitest";
import { indexedWords, searchFor } from "./search-words";

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
  ["天氣", '"天氣"', false],
  ["天", '"天" *', false],
  ["今天天氣", '"今天" AND "天天" AND "天氣"', true],
  ["用iPhone", '"用" AND "iphone" *', true],
  ["iPhone手", '"iphone" AND "手" *', true],
  ["iPhone手機", '"iphone" AND "手機"', true],
  ["貝。貝", '"貝" AND "貝" *', true],
  ["Wir", '"wir" *', false],
  ["covid-19", '"covid" AND "19" *', true],
  ['a" OR col:b*', '"a" AND "or" AND "col" AND "b" *', true],
  ["NEAR(a", '"near" AND "a" *', true],
])("%s is found by %s", (term, expression, isPhrase) => {
  expect(searchFor(term)).toEqual({ expression, isPhrase });
});

test.each(['"', "*", "\0", "—「」"])("nothing is found by %j", (term) => {
  expect(searchFor(term)).toBeNull();
});
