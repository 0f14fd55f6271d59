import { describe, expect, test } from "vitest";
import { type Language, languages } from "../languages";
import { purposeSchema, purposes } from "./purposes";
import { randomPart, randomPartCount } from "./random-part";
import { type ConsentSentenceInput, consentSentence, readConsentSentence } from "./sentence";
import { speakable } from "./speakable";
import { spokenTokens } from "./spoken-tokens";
import { wordsMatch } from "./words-match";

/** The same numbers in each run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const date = { year: 2026, month: 11, day: 29 };
const random = () => 0.5;
const sentence = (language: Language, changed: Partial<ConsentSentenceInput> = {}) =>
  consentSentence({ language, voiceName: "小雅 Mia", purpose: "customer_service", date, random, ...changed });

test("the sentence says the consent, the name, the purpose, the day and something new", () => {
  expect(sentence("zh-TW").text).toBe(
    "我同意把我的聲音複製成「小雅 Mia」，用於客戶服務。今天是2026年11月29日，過年的時候老師在窗邊喝烏龍茶。".replace(
      "過年的時候老師在窗邊喝烏龍茶",
      randomPart("zh-TW", random),
    ),
  );
  expect(sentence("en").text).toBe(
    `I agree to have my voice cloned as “Mia”, for customer service. Today is November 29, 2026, and ${randomPart("en", random)}.`,
  );
});

test.each(languages)(
  "%s: there are thousands of ends, each read as it is written, without number and without denial",
  (language) => {
    expect(randomPartCount(language)).toBeGreaterThan(10_000);
    const seeded = seededRandom(7);
    const ends = new Set(Array.from({ length: 400 }, () => randomPart(language, seeded)));
    expect(ends.size).toBeGreaterThan(380);
    let alike = 0;
    for (const end of ends) {
      expect(end).not.toMatch(/\d|不|沒|別|未|無|\bnot?\b|\bnever\b/);
      const said = sentence(language, { random: seeded });
      expect(wordsMatch(said, said.text)).toMatchObject({ score: 0, answer: "yes", missed: [] });
      if (wordsMatch(said, sentence(language, { random: seeded }).text).answer === "yes") alike += 1;
    }
    // In these, two of three columns are the same by chance.
    expect(alike).toBeLessThan(8);
  },
);

test.each(languages)("%s: it takes 8 to 15 s to read", (language) => {
  const seeded = seededRandom(3);
  for (const purpose of purposes) {
    for (let round = 0; round < 200; round++) {
      const tokens = spokenTokens(sentence(language, { purpose, random: seeded }).text, language);
      const count = language === "en" ? new Set(tokens.map(({ from }) => from)).size : tokens.length;
      // Some 4 syllables or 2.3 words a second.
      expect(count).toBeGreaterThanOrEqual(language === "en" ? 18 : 36);
      expect(count).toBeLessThanOrEqual(language === "en" ? 34 : 60);
    }
  }
});

test.each(languages)("%s: a stored sentence is read again as it was made", (language) => {
  for (const voiceName of ["小雅 Mia", "Mia", "🎤 B", "“Today is May 1, 2020, ”", "今天是 1"]) {
    for (const purpose of [...purposes, "公司尾牙 party 3"]) {
      const made = sentence(language, { voiceName, purpose });
      expect(readConsentSentence(made.text, { language, voiceName, purpose })).toEqual(made);
    }
  }
  expect(readConsentSentence("I agree.", { language, voiceName: "Mia", purpose: "training" })).toBeNull();
});

describe("what can be said of a name", () => {
  test.each([
    ["小雅", "小雅", ""],
    ["Mia", "Mia", "Mia"],
    ["小雅 Mia 2", "小雅 Mia 2", "Mia 2"],
    ["🎤小雅🎵", "小雅", ""],
    ["🎤🎵", "", ""],
    ["O'Brien-Smith", "O Brien Smith", "O'Brien-Smith"],
    ["<b>Mia</b>", "b Mia b", "b Mia b"],
    ["../../etc", "etc", "etc"],
    ["Ｍｉａ", "Mia", "Mia"],
    ["\u202EaiM", "aiM", "aiM"],
    ["Ren\u00E9e", "Ren\u00E9e", "Ren\u00E9e"],
    ["Анна", "", ""],
    ["さくら", "", ""],
    ["客服第3號（日間）", "客服第 3 號 日間", "3"],
    ["一".repeat(80), "一".repeat(20), ""],
    ["A very long name of somebody in this house", "A very long name of", "A very long name of"],
    ["", "", ""],
  ])("%j", (name, mandarin, english) => {
    expect([speakable(name, "zh-TW", 20), speakable(name, "en", 20)]).toEqual([mandarin, english]);
  });

  test.each([
    ["zh-TW", "🎤"],
    ["zh-TW", "Ада"],
    ["en", "小雅"],
    ["en", "Ада"],
  ] as const)("%s: there is no sentence without a name: %s", (language, voiceName) => {
    const refused = expect.objectContaining({ code: "name_not_readable" });
    expect(() => sentence(language, { voiceName })).toThrowError(refused);
  });

  test.each([
    ["Amy", "艾咪", "yes"],
    ["Amy", "Emi", "yes"],
    ["小雅2", "小雅二", "yes"],
    ["第3號", "第三號", "yes"],
    ["安", "安", "yes"],
    ["安", "白", "again"],
    ["安", "", "again"],
    ["Jonathan", "強納森", "again"],
  ])("%s in a Chinese sentence, heard as %s: %s", (voiceName, heard, answer) => {
    const said = sentence("zh-TW", { voiceName });
    expect(wordsMatch(said, said.text.replace(/「.*」/, heard))).toMatchObject({ answer });
  });
});

test("a purpose of one's own is read as far as it can be; one that can't be read is refused", () => {
  expect(sentence("zh-TW", { purpose: "公司尾牙 🎉 影片" }).text).toContain("用於公司尾牙 影片。");
  expect(() => sentence("en", { purpose: "尾牙" })).toThrowError(expect.objectContaining({ code: "invalid_input" }));
  expect(purposeSchema.safeParse("x").success).toBe(false);
  expect(purposeSchema.safeParse("x".repeat(25)).success).toBe(false);
  const said = sentence("en", { purpose: "films not for sale" });
  expect(wordsMatch(said, said.text)).toMatchObject({ answer: "yes" });
});

test("the difference is marked in the sentence's own words", () => {
  const said = sentence("en", { voiceName: "Mia" });
  const end = randomPart("en", random);
  const heard = said.text
    .replace("customer service", "training service")
    .replace(/,? and .*/, "")
    .replace("Today", "Well then, today");
  expect(wordsMatch(said, heard).diff).toEqual([
    { mark: "same", text: "I agree to have my voice cloned as “Mia”, for " },
    { mark: "wrong", text: "customer" },
    { mark: "same", text: " service. " },
    { mark: "extra", text: "Well then" },
    { mark: "same", text: "Today is November 29, 2026, " },
    { mark: "missing", text: `and ${end}` },
    { mark: "same", text: "." },
  ]);
  const mandarin = sentence("zh-TW", { voiceName: "小雅" });
  const diff = wordsMatch(mandarin, mandarin.text.replace("客戶服務", "教育訓練").replace("29日", "28日")).diff;
  expect(diff.slice(0, 5)).toEqual([
    { mark: "same", text: "我同意把我的聲音複製成「小雅」，用於" },
    { mark: "wrong", text: "客戶服務" },
    { mark: "same", text: "。今天是2026年11月" },
    { mark: "wrong", text: "29" },
    { mark: "same", text: `日，${randomPart("zh-TW", random)}。` },
  ]);
});
