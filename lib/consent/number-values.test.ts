import { expect, test } from "vitest";
import { englishNumberAt, hanNumber } from "./number-values";

test.each([
  ["零", "0"],
  ["十", "10"],
  ["十一", "11"],
  ["二十九", "29"],
  ["一百一十五", "115"],
  ["一百零五", "105"],
  ["一一五", "115"],
  ["二〇二六", "2026"],
  ["两千零二十六", "2026"],
  ["三万五千", "35000"],
  ["一亿零三百", "100000300"],
  ["万", "0"],
])("%s is %s", (text, digits) => {
  expect(hanNumber(text)).toBe(digits);
});

test.each([
  ["zero", [0]],
  ["29th", [29]],
  ["twenty nine", [29]],
  ["twenty ninth", [29]],
  ["twenty twenty six", [20, 26]],
  ["twentieth two thousand twenty six", [20, 2026]],
  ["thirtieth twenty twenty six", [30, 20, 26]],
  ["double oh seven", [7]],
  ["zero zero seven", [7]],
  ["two zero two six", [2, 0, 2, 6]],
  ["oh", []],
  ["two thousand twenty six", [2026]],
  ["two thousand and twenty six", [2026]],
  ["nineteen hundred", [1900]],
  ["one hundred and fifteen", [115]],
  ["twelve thousand three hundred and four", [12304]],
  ["twenty 6", [20, 6]],
  ["one thousand and", [1000]],
])("%s is %j", (text, values) => {
  const words = text.split(" ");
  const found: number[] = [];
  for (let at = 0; at < words.length; ) {
    const number = englishNumberAt(words, at);
    if (number) found.push(number.value);
    at += number?.length ?? 1;
  }
  expect(found).toEqual(values);
});
