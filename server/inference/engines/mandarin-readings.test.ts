import { Converter } from "opencc-js/t2cn";
import { pinyin } from "pinyin-pro";
import { expect, test } from "vitest";
import { homophones } from "./mandarin-homophones";
import { numberedSyllable, readingsIn, withHomophones } from "./mandarin-readings";

test.each([
  ["ㄓㄨㄥ", "zhong1"],
  ["ㄒㄧㄥˊ", "xing2"],
  ["˙ㄇㄚ", "ma0"],
  ["ㄇㄚ˙", "ma0"],
  ["ㄩㄢˊ", "yuan2"],
  ["ㄨㄥ", "weng1"],
  ["ㄧㄡˇ", "you3"],
  ["ㄕˋ", "shi4"],
  ["ㄌㄩˋ", "lü4"],
  ["ㄒㄩㄝˊ", "xue2"],
  ["ㄦˊ", "er2"],
  ["zhōng", "zhong1"],
  ["Háng", "hang2"],
  ["lǜ", "lü4"],
  ["lv4", "lü4"],
  ["nu:3", "nü3"],
  ["ma", "ma0"],
  ["ma5", "ma0"],
  ["ㄅㄆ", null],
  ["ㄅ", null],
  ["xx!", null],
])("%s is %s", (written, numbered) => {
  expect(numberedSyllable(written)).toBe(numbered);
});

test("each Zhuyin rhyme is written as pinyin-pro writes it", () => {
  const known: [zhuyin: string, hanzi: string][] = [
    ["ㄧㄥ", "英"],
    ["ㄧㄣ", "音"],
    ["ㄧㄤˊ", "羊"],
    ["ㄧㄢ", "煙"],
    ["ㄧㄝˋ", "夜"],
    ["ㄧㄠ", "腰"],
    ["ㄨㄣˊ", "文"],
    ["ㄨㄟˋ", "胃"],
    ["ㄨㄞˋ", "外"],
    ["ㄨㄢˊ", "玩"],
    ["ㄨㄤˊ", "王"],
    ["ㄨㄛˇ", "我"],
    ["ㄩㄥˇ", "永"],
    ["ㄩㄣˊ", "雲"],
    ["ㄩㄝˋ", "月"],
    ["ㄐㄩㄝˊ", "決"],
    ["ㄌㄧㄡˊ", "流"],
    ["ㄍㄨㄟ", "龜"],
    ["ㄙㄨㄣ", "孫"],
    ["ㄓㄨㄤ", "莊"],
    ["ㄒㄩㄥ", "兄"],
    ["ㄨˇ", "五"],
    ["ㄩˊ", "魚"],
    ["ㄧ", "衣"],
  ];
  for (const [zhuyin, hanzi] of known) {
    const [said = ""] = pinyin(hanzi, { type: "array", toneType: "num", v: true });
    expect(`${hanzi} ${numberedSyllable(zhuyin)}`).toBe(`${hanzi} ${numberedSyllable(said)}`);
  }
});

test("a homophone is read in no other way, in either script", () => {
  const toSimplified = Converter({ from: "tw", to: "cn" });
  const all = (character: string) =>
    pinyin(character, { type: "array", toneType: "num", multiple: true, v: true }).map(numberedSyllable);
  expect(homophones.size).toBeGreaterThan(1_000);
  for (const [syllable, character] of homophones) {
    expect([...all(character), ...all(toSimplified(character))]).toEqual([syllable, syllable]);
  }
});

test("words are read as they are listed, the longest first, and all others stay", () => {
  const readings = [
    { hanzi: "行", syllables: ["xing2"] },
    { hanzi: "銀行", syllables: ["ㄧㄣˊ", "ㄏㄤˊ"] },
  ];
  expect([...readingsIn("到銀行行走", readings)]).toEqual([
    [1, "yin2"],
    [2, "hang2"],
    [3, "xing2"],
  ]);
  expect(withHomophones("OK，行 3 步", readings)).toBe("OK，刑 3 步");
  expect(withHomophones("很行", [])).toBe("很行");
});
