import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { chineseWords } from "./words.mjs";

const folder = join(import.meta.dirname, "..");

it("says everything in Chinese, and nothing in Chinese that it does not say in English", () => {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".mjs"));
  const said = sources.flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/\bsay\(\s*"([^"]*)"/g)].map(([, text = ""]) => text),
  );
  expect(Object.keys(chineseWords).sort()).toEqual([...new Set(said)].sort());
});

it("keeps the values of a sentence, and writes Chinese with full-width punctuation", () => {
  const valuesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [text, chinese] of Object.entries(chineseWords)) {
    expect(valuesIn(chinese), text).toEqual(valuesIn(text));
    expect(chinese).not.toMatch(/\p{Script=Han}[,;:!?]|[,;!?]\p{Script=Han}/u);
  }
});
