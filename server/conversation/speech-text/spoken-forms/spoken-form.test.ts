import { expect, test } from "vitest";
import { languages } from "../../../../lib/languages";
import { spokenForm } from "./spoken-form";
import { englishTable } from "./testing/english-table";
import { mandarinTable } from "./testing/mandarin-table";
import { writtenItems } from "./written-items";

/** The same numbers in each run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const pieces = [
  ..."0123456789",
  ..."./:-,+%$€~()[]<>=#@*_–—！？，。：；（）『』「」 \n",
  ..."年月日號元個點分秒第",
  ..."AaBbmMkgxTV",
  "NT$",
  "km",
  "a.m.",
  "p.m.",
  "March ",
  "v1",
  "http://",
  "0912-",
  "2026-",
  "電話",
  "No.",
  "ext.",
  "🙂",
  "👨‍👩‍👧",
  "１",
  "½",
  "①",
  "\u202e",
  "\u0000",
  "\ud800",
  "\u0301\u0302\u0303",
];

test("whatever is written, a spoken form has no digit, no invisible and no lone half of a character", () => {
  const random = generator(7);
  for (let round = 0; round < 2_000; round++) {
    const length = 1 + Math.floor(random() * 14);
    const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("");
    for (const language of languages) {
      const spoken = spokenForm(text, language);
      expect(spoken, JSON.stringify(text)).not.toMatch(/[\d½①（）『』\p{Cc}\p{Cf}]/u);
      expect(spoken.isWellFormed(), JSON.stringify(text)).toBe(true);
    }
  }
});

test("what is passed over as words alone holds nothing that is said otherwise", () => {
  const random = generator(11);
  const words = [
    "C",
    "IP ",
    "No.",
    " vs. ",
    "e.g. ",
    "www",
    ".",
    "com",
    "a-b ",
    "π",
    "–",
    "元",
    "每",
    "說：",
    "「是」",
    "。",
    "NT",
    "㎏",
  ];
  const made = Array.from({ length: 2_000 }, () =>
    Array.from({ length: 6 }, () => words[Math.floor(random() * words.length)]).join(""),
  );
  let passedOver = 0;
  for (const text of [
    ...made,
    ...[englishTable, mandarinTable].flatMap((table) => Object.values(table).flat()).map(([written]) => written),
  ]) {
    const items = writtenItems(text);
    // The sign behind the text makes all patterns look at it.
    expect(writtenItems(`${text}\n§`), JSON.stringify(text)).toEqual(items);
    if (items.length === 0) passedOver += 1;
  }
  expect(passedOver).toBeGreaterThan(500);
});

test("the time for repeated characters of any kind grows as the text's length", () => {
  for (const unit of [...pieces, "1,", "1.", "1-", "1/", "1:", "1 ", "a1", "a.", "a@", "1e", "(1", "$1", "是 1"]) {
    const cpuMs = (characters: number) => {
      const text = unit.repeat(Math.ceil(characters / unit.length));
      const before = process.cpuUsage();
      spokenForm(text, "zh-TW");
      return process.cpuUsage(before).user / 1_000;
    };
    cpuMs(300);
    // A segment has at most some 200 characters. Quadratic growth would be a hundredfold.
    expect(cpuMs(3_000), unit).toBeLessThan(200 + 40 * cpuMs(300));
  }
});
