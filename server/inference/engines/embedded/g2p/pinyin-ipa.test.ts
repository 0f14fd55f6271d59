import { expect, test } from "vitest";
import { mandarinPhonemes } from "./mandarin";
import { pinyinToIpa, thirdToneSandhi } from "./pinyin-ipa";

test.each([
  ["ni3", "ni↓"],
  ["hao3", "xau↓"],
  ["zhong1", "ꭧʊ→ŋ"],
  ["guo2", "kwo↗"],
  ["shi4", "ʂɨ↘"],
  ["si4", "sɨ↘"],
  ["ju2", "ʨy↗"],
  ["quan2", "ʨʰɥɛ↗n"],
  ["lü4", "ly↘"],
  ["lv4", "ly↘"],
  ["yuan2", "ɥɛ↗n"],
  ["yue4", "ɥe↘"],
  ["yun2", "y↗n"],
  ["you3", "jou↓"],
  ["yi1", "i→"],
  ["ying1", "i→ŋ"],
  ["yao4", "jau↘"],
  ["wu3", "u↓"],
  ["wo3", "wo↓"],
  ["wei4", "wei↘"],
  ["wen4", "wə↘n"],
  ["er4", "ɚ↘"],
  ["ma0", "ma"],
])("%s → %s", (pinyin, ipa) => {
  expect(pinyinToIpa(pinyin)).toBe(ipa);
});

test("what is no syllable has no sound", () => {
  for (const text of ["", "OK", "，", "xyz1"]) expect(pinyinToIpa(text)).toBeNull();
});

test("third tones in a row rise, every second one from the end", () => {
  expect(thirdToneSandhi(["ni3", "hao3"])).toEqual(["ni2", "hao3"]);
  expect(thirdToneSandhi(["lao3", "li3", "xiang3", "mai3"])).toEqual(["lao2", "li3", "xiang2", "mai3"]);
  expect(thirdToneSandhi(["hao3", "ren2", "hao3"])).toEqual(["hao3", "ren2", "hao3"]);
});

test("characters with several readings follow their word, in Traditional script", () => {
  expect(mandarinPhonemes("銀行")).toBe("i↗nxa↗ŋ");
  expect(mandarinPhonemes("重新")).toBe("ꭧʰʊ↗ŋɕi→n");
  expect(mandarinPhonemes("銀行", [{ hanzi: "行", syllables: ["ㄒㄧㄥˊ"] }])).toBe("i↗nɕi↗ŋ");
  expect(mandarinPhonemes("一個")).toMatch(/^i↗/);
});
