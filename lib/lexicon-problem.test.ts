import { expect, test } from "vitest";
import type { LexiconEntry } from "./lexicon";
import { type LexiconProblem, lexiconProblem } from "./lexicon-problem";

const said: LexiconEntry = { kind: "said", language: "zh-TW", written: "重慶", becomes: "重慶", pronunciation: null };

test.each<[Partial<LexiconEntry>, LexiconProblem | null]>([
  [{}, "same"],
  [{ becomes: "崇慶" }, null],
  [{ pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" }, null],
  [{ pronunciation: "chóng qìng" }, null],
  [{ pronunciation: "Chong2  qing4" }, null],
  [{ becomes: "女兒的", pronunciation: "nǚ ér ˙ㄉㄜ" }, null],
  [{ becomes: "綠", pronunciation: "lü4" }, null],
  [{ pronunciation: "ㄔㄨㄥˊ" }, "pronunciation_count"],
  [{ pronunciation: "ㄔㄨㄥˊㄑㄧㄥˋ ㄑㄧㄥˋ" }, "pronunciation_unreadable"],
  [{ pronunciation: "chóng2 qing4" }, "pronunciation_unreadable"],
  [{ pronunciation: "ㄅ ㄑㄧㄥˋ" }, "pronunciation_unreadable"],
  [{ becomes: "知識", pronunciation: "ㄓ ㄕˋ" }, null],
  [{ pronunciation: "虫 慶" }, "pronunciation_unreadable"],
  [{ language: "en", written: "SQL", becomes: "sequel", pronunciation: "si1 kou3" }, "pronunciation_not_here"],
  [{ kind: "heard", pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" }, "pronunciation_not_here"],
  [{ becomes: "重\n慶" }, "line_break"],
])("%j: %s", (changes, problem) => {
  expect(lexiconProblem({ ...said, ...changes })).toBe(problem);
});
