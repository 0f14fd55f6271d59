import { type CommandLanguage, languageOf } from "../words/language";
import { sayFinding } from "../words/say-finding";
import { displayWidth } from "../words/speak";
import type { CheckLevel, Finding } from "./check";

const nameWidth = 20;
const levelWidth = 7;
const indent = 2 + levelWidth + 2 + nameWidth + 2;
/** Longer lines are hard to read, even in a wide terminal. */
const maxWidth = 100;

export interface ReportStyle {
  /** The width of the report in columns. */
  width: number;
  colour: boolean;
  language: CommandLanguage;
}

/** The style for this stream: colours in a terminal only, and never with NO_COLOR; the language of the terminal. */
export function reportStyle(
  stream: { isTTY?: boolean; columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): ReportStyle {
  return {
    width: Math.min(maxWidth, stream.columns ?? 80),
    colour: stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb",
    language: languageOf(environment),
  };
}

/** The ANSI codes of green, yellow and red. */
const colours: Record<CheckLevel, string> = { ok: "\u001b[32m", warning: "\u001b[33m", failed: "\u001b[31m" };
const defaultColour = "\u001b[39m";

const levelWords: Record<CommandLanguage, Record<CheckLevel, string>> = {
  en: { ok: "ok", warning: "warning", failed: "failed" },
  "zh-TW": { ok: "正常", warning: "警告", failed: "失敗" },
};

const padded = (text: string, width: number) => text + " ".repeat(Math.max(0, width - displayWidth(text)));

/** A finding as text: level, name and message, with the advice below the message. */
export function formatFinding(finding: Finding, { width, colour, language }: ReportStyle): string {
  const { level, name, message, advice } = sayFinding(finding, language);
  const room = Math.max(24, width - indent);
  const margin = " ".repeat(indent);
  const word = padded(levelWords[language][level], levelWidth);
  const levelText = colour ? colours[level] + word + defaultColour : word;
  const [first = "", ...rest] = wrap(message, room);
  const head =
    displayWidth(name) > nameWidth
      ? [`  ${levelText}  ${name}`, margin + first]
      : [`  ${levelText}  ${padded(name, nameWidth)}  ${first}`.trimEnd()];
  const adviceLines =
    advice === null ? [] : wrap(advice, room - 2).map((line, at) => (at === 0 ? `→ ${line}` : `  ${line}`));
  return [...head, ...[...rest, ...adviceLines].map((line) => margin + line)].join("\n");
}

/** "12 ok, 1 warning, 0 failed" */
export function formatSummary(findings: readonly Finding[], language: CommandLanguage): string {
  const count = (level: CheckLevel) => findings.filter((finding) => finding.level === level).length;
  const warnings = count("warning");
  if (language === "zh-TW") return `${count("ok")} 項正常，${warnings} 項警告，${count("failed")} 項失敗`;
  return `${count("ok")} ok, ${warnings} ${warnings === 1 ? "warning" : "warnings"}, ${count("failed")} failed`;
}

/** A Chinese character with the punctuation behind it, which begins no line; or a word; or the blanks between them. */
const breakable = /[\p{Script=Han}「（][，。：；、）」！？]*|[^\s\p{Script=Han}「（]+|\s+/gu;

/**
 * Breaks text at spaces, and between Chinese characters, into lines of at most `width` columns. Longer words, such as
 * paths and URLs, stay whole.
 */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines = [""];
    for (const piece of paragraph.match(breakable) ?? []) {
      const last = lines.at(-1) ?? "";
      if (last === "" || displayWidth(last) + displayWidth(piece.trimEnd()) <= width)
        lines[lines.length - 1] = last + piece;
      else lines.push(piece.trimStart());
    }
    return lines.map((line) => line.trimEnd());
  });
}
