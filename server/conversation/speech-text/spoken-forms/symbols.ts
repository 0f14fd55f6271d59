import type { Recogniser } from "./recogniser";

const word = (pattern: RegExp, en: string, mandarin: string): Recogniser => ({
  pattern,
  read: () => ({ kind: "word", words: { en, "zh-TW": mandarin } }),
});

/** Signs that are said as a word. */
export const symbols: Recogniser[] = [
  word(/(?<![A-Za-z])C\+\+(?!\+)/gu, "C plus plus", "C plus plus"),
  word(/(?<![A-Za-z])C#(?![A-Za-z])/gu, "C sharp", "C sharp"),
  word(/NT\$/gu, "Taiwan dollars", "新台幣"),
  word(/US\$/gu, "US dollars", "美元"),
  word(/HK\$/gu, "Hong Kong dollars", "港幣"),
  word(/≥|>=/gu, "at least", "大於等於"),
  word(/≤|<=/gu, "at most", "小於等於"),
  word(/≈/gu, "about", "約等於"),
  word(/≠|!=/gu, "is not", "不等於"),
  word(/±/gu, "plus or minus", "正負"),
  word(/×|(?<=\d\s?)\*(?=\s?\d)/gu, "times", "乘"),
  word(/÷/gu, "divided by", "除以"),
  word(/√/gu, "the square root of", "根號"),
  word(/∞/gu, "infinity", "無限大"),
  word(/π/gu, "pi", "pi"),
  word(/(?<=[\p{L}\d)])(?:\^2(?!\d)|²)/gu, "squared", "平方"),
  word(/(?<=[\p{L}\d)])(?:\^3(?!\d)|³)/gu, "cubed", "立方"),
  word(/(?<=[\d\p{L})]\s?)=(?=\s?[\d\p{L}(+\-−$])/gu, "equals", "等於"),
  word(/(?<=[\d\p{L})]\s)\+(?=\s[\d\p{L}(])|(?<=\d)\+(?=\d)/gu, "plus", "加"),
  word(/(?<=\d\s?|[\p{L})]\s)<(?=\s?\d|\s[\p{L}(])/gu, "is less than", "小於"),
  word(/(?<=\d\s?|[\p{L})]\s)>(?=\s?\d|\s[\p{L}(])/gu, "is more than", "大於"),
  word(/<(?=\s?\d)/gu, "less than", "小於"),
  word(/>(?=\s?\d)/gu, "more than", "大於"),
  word(/(?<![\p{L}\d%])[~～〜∼](?=\s?[\d$])/gu, "about", "約"),
  word(/ ?[&] ?(?!#?\w{1,8};)/gu, "and", "和"),
  word(
    /(?<=[\d元%]\s?)\/(?=\s?(?:[年月日天週人次坪公斤時]|hour|day|month|year|week|person|night|kg|month)\b|\s?[年月日天週人次坪])/gu,
    "per",
    "每",
  ),
  word(/%/gu, "percent", "百分比"),
];
