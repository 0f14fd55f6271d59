import { ExplainedError, fillIn, type Sentence, type SentenceValues } from "../../platform/words/sentence";
import { type CommandLanguage, languageOf } from "./language";
import { chineseStartWords } from "./start-zh-TW";
import { chineseWords } from "./zh-TW";

/**
 * A sentence for the person at the terminal, in its language: `{name}` stands for a value. The English one is the key; a
 * test makes sure that there is a Chinese one.
 */
export function say(text: string, values: SentenceValues = {}): string {
  return sayIn(languageOf(process.env), [{ text, values }]);
}

/** Sentences that another wing has made, a line each. */
export function sayIn(language: CommandLanguage, sentences: readonly Sentence[]): string {
  return sentences.map((each) => fillIn(each, language === "en" ? undefined : inChinese)).join("\n");
}

/** What an error says in the language; only those that are made of sentences are known in Chinese. */
export function sayError(error: unknown, language = languageOf(process.env)): string {
  if (error instanceof ExplainedError) return sayIn(language, error.sentences);
  return error instanceof Error ? error.message : String(error);
}

const inChinese = (text: string) => chineseWords[text] ?? chineseStartWords[text] ?? text;
