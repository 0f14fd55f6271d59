import { expect, test } from "vitest";
import type { LexiconEntry } from "./lexicon";
import { formatLexiconCsv, parseLexiconCsv } from "./lexicon-csv";

const entries: LexiconEntry[] = [
  { kind: "heard", language: "en", written: 'the "cube", netty', becomes: "Kubernetes", pronunciation: null },
  { kind: "said", language: "zh-TW", written: "重慶", becomes: "重慶", pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" },
  { kind: "said", language: "en", written: "=SQL", becomes: "sequel", pronunciation: null },
];

test("what is written out is read again", () => {
  const text = formatLexiconCsv(entries);
  expect(text.startsWith("\u{FEFF}kind,language,written,becomes,pronunciation\r\n")).toBe(true);
  expect(parseLexiconCsv(text)).toEqual({ entries, problems: [] });
});

test.each([
  ['=HYPERLINK("http://x")', `'=HYPERLINK("http://x")`],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(1)", "'@SUM(1)"],
  ["'=1", "''=1"],
  ["'tis", "'tis"],
  ["1=1", "1=1"],
])("%j is no formula in a spreadsheet, and is read again as it was", (written, cell) => {
  const entry: LexiconEntry = { kind: "said", language: "en", written, becomes: "x", pronunciation: null };
  const text = formatLexiconCsv([entry]);
  const quoted = cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
  expect(text.split("\r\n")[1]).toBe(`said,en,${quoted},x,`);
  expect(parseLexiconCsv(text)).toEqual({ entries: [entry], problems: [] });
});

test.each(["\t=1", "\r=1", "\t1", "\r1"])("%j is written out as text", (written) => {
  const text = formatLexiconCsv([{ kind: "said", language: "en", written, becomes: "x", pronunciation: null }]);
  expect(text).toContain(`'${written}`);
});

test("columns stand in any order, and the pronunciation may be left out", () => {
  const text = "Language, Written ,becomes,kind\nen,SQL,sequel,said\n\n";
  const entry = { kind: "said", language: "en", written: "SQL", becomes: "sequel", pronunciation: null };
  expect(parseLexiconCsv(text)).toEqual({ entries: [entry], problems: [] });
});

test("each row that can't be kept is named by its line", () => {
  const text = [
    "kind,language,written,becomes,pronunciation",
    "said,en,SQL,sequel,",
    "said,de,SQL,sequel,",
    "spoken,en,SQL,sequel,",
    "said,en,,sequel,",
    `said,en,${"x".repeat(61)},sequel,`,
    "said,en,A,,",
    "said,en,sql,es cue el,",
    "said,en,API,API,",
    "said,zh-TW,重慶,重慶,ㄔㄨㄥˊ",
    '"said",en,"two\nlines",x,',
    "said",
  ].join("\n");
  const { entries, problems } = parseLexiconCsv(text);
  expect(entries.map(({ written }) => written)).toEqual(["SQL"]);
  expect(problems).toEqual([
    { line: 3, problem: "language" },
    { line: 4, problem: "kind" },
    { line: 5, problem: "written" },
    { line: 6, problem: "written" },
    { line: 7, problem: "becomes" },
    { line: 8, problem: "duplicate" },
    { line: 9, problem: "same" },
    { line: 10, problem: "pronunciation_count" },
    { line: 12, problem: "line_break" },
    { line: 13, problem: "language" },
  ]);
});

test.each([
  ["", "header", 1],
  ["a,b\n1,2\n", "header", 1],
  ['kind,language,written,becomes\nsaid,en,"SQL,sequel\n', "unreadable", 2],
])("%j is no lexicon", (text, problem, line) => {
  expect(parseLexiconCsv(text)).toEqual({ entries: [], problems: [{ line, problem }] });
});
