import { languageOf } from "./language";
import { chineseWords } from "./zh-TW";

/**
 * A sentence for the person at the terminal, in its language: `{name}` stands for a value. The English one is the key; a
 * test makes sure that there is a Chinese one.
 */
export function say(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const said = languageOf(process.env) === "zh-TW" ? (chineseWords[text] ?? text) : text;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
