import { describe, expect, test } from "vitest";
import type { ConsentSentence } from "./sentence";
import { readConsentSentence } from "./sentence";
import { englishTable } from "./testing/english-table";
import { mandarinTable } from "./testing/mandarin-table";
import { wordsMatch } from "./words-match";

function sentence(text: string, subject: Parameters<typeof readConsentSentence>[1]): ConsentSentence {
  const read = readConsentSentence(text, subject);
  if (!read) throw new Error("not a sentence");
  return read;
}

const mandarin = sentence(
  "我同意把我的聲音複製成「王小雅」，用於客戶服務。今天是2026年11月29日，傍晚奶奶在湖邊騎腳踏車。",
  { language: "zh-TW", voiceName: "王小雅", purpose: "customer_service" },
);
const english = sentence(
  "I agree to have my voice cloned as “Mia”, for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
  { language: "en", voiceName: "Mia", purpose: "customer_service" },
);

describe("Chinese", () => {
  test.each(mandarinTable)("%s: %s", (heard, answer) => {
    expect(wordsMatch(mandarin, heard)).toMatchObject({ answer });
  });
});

describe("English", () => {
  test.each(englishTable)("%s: %s", (heard, answer) => {
    expect(wordsMatch(english, heard)).toMatchObject({ answer });
  });
});

const ordinals = (
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth " +
  "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth " +
  "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split(" ");
const cardinals = (
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen " +
  "twenty twenty-one twenty-two twenty-three twenty-four twenty-five twenty-six twenty-seven twenty-eight twenty-nine thirty thirty-one"
).split(" ");

describe("each day of a month, in words", () => {
  test.each(ordinals.map((ordinal, index) => [ordinal, cardinals[index] ?? "", index + 1] as const))(
    "%s",
    (ordinal, cardinal, day) => {
      const written = english.text.replace("November 29, 2026", `December ${day}, 2026`);
      const asked = sentence(written, { language: "en", voiceName: "Mia", purpose: "customer_service" });
      for (const year of ["twenty twenty six", "two thousand twenty six", "two thousand and twenty six", "2026"]) {
        for (const said of [`December ${ordinal} ${year}`, `December ${cardinal} ${year}`]) {
          const heard = written.replace(`December ${day}, 2026`, said);
          expect([said, wordsMatch(asked, heard).answer]).toEqual([said, "yes"]);
        }
        const another = ordinals[day % 31];
        const wrong = written.replace(`December ${day}, 2026`, `December ${another} ${year}`);
        expect([another, year, wordsMatch(asked, wrong).answer]).toEqual([another, year, "again"]);
      }
    },
  );
});

describe("a name", () => {
  const named = (language: "en" | "zh-TW", voiceName: string) => {
    const text = (language === "en" ? english : mandarin).text.replace(/“.*”|「.*」/, (quoted) =>
      quoted.replace(/[^“”「」]+/, voiceName),
    );
    return sentence(text, { language, voiceName, purpose: "customer_service" });
  };
  test.each([
    ["zh-TW", "小明", "小華", "again"],
    ["zh-TW", "小明", "曉敏", "yes"],
    ["zh-TW", "小明", "小", "again"],
    ["zh-TW", "王小明", "王小華", "yes"],
    ["zh-TW", "志玲", "自林", "yes"],
    ["zh-TW", "安", "白", "again"],
    ["en", "Mia", "Max", "again"],
    ["en", "Mia", "Maya", "yes"],
    ["en", "Tim", "Kim", "again"],
    ["en", "James", "Jane", "again"],
    ["en", "Grace", "Grays", "yes"],
    ["en", "Rae", "Rae", "yes"],
    ["en", "Rae", "Wei", "again"],
    ["en", "Oliver", "Olive", "yes"],
    ["en", "Agent 007", "Agent double oh seven", "yes"],
    ["en", "Agent 007", "Agent zero zero seven", "yes"],
  ] as const)("%s: %s, heard as %s: %s", (language, name, heard, answer) => {
    const asked = named(language, name);
    expect(wordsMatch(asked, asked.text.replace(/“.*”|「.*」/, heard))).toMatchObject({ answer });
  });
});
