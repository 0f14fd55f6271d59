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
}

/** The style for this stream: colours in a terminal only, and never with NO_COLOR. */
export function reportStyle(
  stream: { isTTY?: boolean; columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): ReportStyle {
  return {
    width: Math.min(maxWidth, stream.columns ?? 80),
    colour: stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb",
  };
}

/** The ANSI codes of green, yellow and red. */
const colours: Record<CheckLevel, string> = { ok: "\u001b[32m", warning: "\u001b[33m", failed: "\u001b[31m" };
const defaultColour = "\u001b[39m";

/** A finding as text: level, name and message, with the advice below the message. */
export function formatFinding({ level, name, message, advice }: Finding, { width, colour }: ReportStyle): string {
  const room = Math.max(24, width - indent);
  const margin = " ".repeat(indent);
  const word = level.padEnd(levelWidth);
  const levelText = colour ? colours[level] + word + defaultColour : word;
  const [first = "", ...rest] = wrap(message, room);
  const head =
    name.length > nameWidth
      ? [`  ${levelText}  ${name}`, margin + first]
      : [`  ${levelText}  ${name.padEnd(nameWidth)}  ${first}`.trimEnd()];
  const adviceLines =
    advice === null ? [] : wrap(advice, room - 2).map((line, at) => (at === 0 ? `→ ${line}` : `  ${line}`));
  return [...head, ...[...rest, ...adviceLines].map((line) => margin + line)].join("\n");
}

/** "12 ok, 1 warning, 0 failed" */
export function formatSummary(findings: readonly Finding[]): string {
  const count = (level: CheckLevel) => findings.filter((finding) => finding.level === level).length;
  const warnings = count("warning");
  return `${count("ok")} ok, ${warnings} ${warnings === 1 ? "warning" : "warnings"}, ${count("failed")} failed`;
}

/** Breaks text at spaces into lines of at most `width` characters. Longer words, such as paths and URLs, stay whole. */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(" ")) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
