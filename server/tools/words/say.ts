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
  if (language === "en") return sentences.map((each) => fillIn(each)).join("\n");
  return sentences.map((each) => fillIn(withChineseLists(each), inChinese)).join("\n");
}

/** Values of these names are lists, which English separates with commas. */
const listNames = ["words", "names", "languages"];

function withChineseLists({ text, values }: Sentence): Sentence {
  const listed = Object.entries(values).map(([name, value]) => {
    if (typeof value === "object") return [name, withChineseLists(value)];
    return [name, listNames.includes(name) ? String(value).replaceAll(", ", "、") : value];
  });
  return { text, values: Object.fromEntries(listed) };
}

/** What an error says in the language; only those that are made of sentences are known in Chinese. */
export function sayError(error: unknown, language = languageOf(process.env)): string {
  if (error instanceof ExplainedError) return sayIn(language, error.sentences);
  return error instanceof Error ? error.message : String(error);
}

const inChinese = (text: string) => chineseWords[text] ?? chineseStartWords[text] ?? text;
