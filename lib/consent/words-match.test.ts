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
