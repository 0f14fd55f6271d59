import type { Finding } from "../../platform/self-check/finding";
import { findingNames, findingPatterns } from "./doctor-zh-TW";
import type { CommandLanguage } from "./language";

/** The finding in the language of the terminal; what no pattern knows stays as it is. */
export function sayFinding(finding: Finding, language: CommandLanguage): Finding {
  if (language === "en") return finding;
  const { level, name, message, advice } = finding;
  return {
    level,
    name: findingNames[name] ?? inChinese(name),
    message: inChinese(message),
    advice: advice === null ? null : inChinese(advice),
  };
}

/** A value may be a finding's sentence, too, or a word that has a Chinese one. */
function inChinese(text: string): string {
  const found = findingPatterns.find(([pattern]) => pattern.test(text));
  if (!found) return text;
  const [pattern, chinese] = found;
  const values = pattern.exec(text) ?? [];
  return chinese.replace(/\$(\d)/g, (_, index: string) => inChinese(values[Number(index)] ?? ""));
}
