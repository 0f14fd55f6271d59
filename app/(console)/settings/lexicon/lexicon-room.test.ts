import { expect, test } from "vitest";
import type { LexiconEntry } from "@/lib/lexicon";
import { decodeCsv } from "./decode-csv";
import { draftProblem, entryOfDraft } from "./entry-draft";
import { filterEntries } from "./filter-entries";

const sql: LexiconEntry = { kind: "said", language: "en", written: "SQL", becomes: "sequel", pronunciation: null };
const entries = [sql, { ...sql, written: "GIF", becomes: "jif" }, { ...sql, kind: "heard" as const }];

test("words are looked for on both sides, whatever their case; the newest come first", () => {
  const found = (query: string) => filterEntries(entries, { kind: "said", language: "en", query });
  expect(found("").map(({ written }) => written)).toEqual(["GIF", "SQL"]);
  expect(found(" SEQ ")).toEqual([sql]);
  expect(found("none")).toEqual([]);
});

test("with a pronunciation alone, what is written is said in it", () => {
  const draft = { written: " 重慶 ", becomes: "", pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" };
  const entry = entryOfDraft("said", "zh-TW", draft);
  expect(entry).toMatchObject({ written: "重慶", becomes: "重慶" });
  expect(draftProblem(entry, [], null)).toBeNull();
});

test("an entry that is there is changed, not added again", () => {
  const again = { ...sql, written: "sql", becomes: "es cue el" };
  expect(draftProblem(again, entries, null)).toBe("exists");
  expect(draftProblem(again, entries, sql)).toBeNull();
  expect(draftProblem({ ...again, written: "gif" }, entries, sql)).toBe("exists");
  expect(draftProblem({ ...again, becomes: "" }, entries, sql)).toBe("empty");
});

test("a file that Excel saved in Taiwan is read too", () => {
  const big5 = Uint8Array.from([0xa4, 0xa4, 0xa4, 0xe5]);
  expect(decodeCsv(big5)).toBe("中文");
  expect(decodeCsv(new TextEncoder().encode("中文"))).toBe("中文");
});
