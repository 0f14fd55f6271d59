import { expect, test } from "vitest";
import type { LexiconEntry } from "./lexicon";
import { diffLexicon } from "./lexicon-diff";

const entry = (written: string, becomes: string): LexiconEntry => {
  return { kind: "said", language: "en", written, becomes, pronunciation: null };
};

test("a file adds, changes, leaves alone, and lacks", () => {
  const present = [entry("SQL", "sequel"), entry("API", "a p i"), entry("NaN", "not a number")];
  const file = [entry("sql", "es cue el"), entry("API", "a p i"), entry("GIF", "jif")];
  expect(diffLexicon(present, file)).toEqual({
    added: [entry("GIF", "jif")],
    changed: [{ before: entry("SQL", "sequel"), after: entry("sql", "es cue el") }],
    unchangedCount: 1,
    missing: [entry("NaN", "not a number")],
  });
});
