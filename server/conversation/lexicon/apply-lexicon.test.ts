import { expect, test } from "vitest";
import type { Language } from "../../../lib/languages";
import type { Lexicon, LexiconEntry } from "../../../lib/lexicon";
import { applyLexicon, asMeant } from "./apply-lexicon";

function lexicon(language: Language, ...pairs: [written: string, becomes: string][]): Lexicon {
  const entries = pairs.map(
    ([written, becomes]): LexiconEntry => ({ kind: "heard", language, written, becomes, pronunciation: null }),
  );
  return { version: 1, entries };
}

test.each<[string, Language, [string, string][], string, string]>([
  [
    "the longest entry",
    "zh-TW",
    [
      ["台積", "TSMC"],
      ["台積店", "台積電"],
    ],
    "我在台積店上班",
    "我在台積電上班",
  ],
  ["an entry within a run of hanzi", "zh-TW", [["王小名", "王曉明"]], "請找王小名先生", "請找王曉明先生"],
  ["words in either case", "en", [["jane son", "Jensen"]], "Jane Son is here", "Jensen is here"],
  ["a word, not its part", "en", [["art", "ART"]], "art, party, smart, Art", "ART, party, smart, ART"],
  ["no word that goes on with a digit", "en", [["gpt", "GPT"]], "gpt4 and gpt 4", "gpt4 and GPT 4"],
  ["a word beside hanzi", "zh-TW", [["open ai", "OpenAI"]], "我用open ai寫", "我用OpenAI寫"],
  [
    "never a chain",
    "zh-TW",
    [
      ["甲", "乙"],
      ["乙", "丙"],
    ],
    "甲乙",
    "乙丙",
  ],
  [
    "not what two entries make together",
    "zh-TW",
    [
      ["大", "人"],
      ["人人", "眾"],
    ],
    "大大",
    "人人",
  ],
  [
    "signs at the edge",
    "en",
    [
      ["c plus plus", "C++"],
      ["c++", "C plus plus"],
    ],
    "c plus plus c++",
    "C++ C plus plus",
  ],
  ["characters beyond the BMP", "zh-TW", [["𠮷野", "吉野"]], "𠮷𠮷野家", "𠮷吉野家"],
  ["what is special in patterns", "en", [["a.b", "AB"]], "a.b axb", "AB axb"],
])("replaces %s", (_, language, pairs, heard, meant) => {
  expect(asMeant(heard, lexicon(language, ...pairs), language).text).toBe(meant);
});

test("says where the words changed, in the text after the change", () => {
  const { text, replacements } = asMeant(
    "find wang shao and bob",
    lexicon("en", ["wang shao", "Wang"], ["bob", "Robert"]),
    "en",
  );
  expect(text).toBe("find Wang and Robert");
  expect(replacements).toEqual([
    { from: 5, to: 9, original: "wang shao", becomes: "Wang" },
    { from: 14, to: 20, original: "bob", becomes: "Robert" },
  ]);
  for (const { from, to, becomes } of replacements) expect(text.slice(from, to)).toBe(becomes);
});

test("other languages and kinds, and words that are right already, change nothing", () => {
  const both = lexicon("en", ["Bob", "Bob"]);
  expect(asMeant("Bob", both, "en")).toEqual({ text: "Bob", replacements: [] });
  expect(applyLexicon("Bob", both, "said", "en").matches).toEqual([]);
  expect(applyLexicon("Bob", both, "heard", "zh-TW").matches).toEqual([]);
});
