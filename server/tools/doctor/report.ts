import type { CheckLevel, Finding } from "./check";

const nameWidth = 20;
const levelWidth = 7;
const indent = 2 + levelWidth + 2 + nameWidth + 2;
/** Long lines are hard to read in a wide terminal, too. */
const maxWidth = 100;

export interface ReportStyle {
  /** Columns of the terminal. */
  width: number;
  colour: boolean;
}

/** How this stream wants to be written to: colour in a terminal only, and never with NO_COLOR. */
export function reportStyle(
  stream: { isTTY?: boolean; columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): ReportStyle {
  return {
    width: Math.min(maxWidth, stream.columns ?? 80),
    colour: stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb",
  };
}

/** Green, yellow, red, as every terminal knows them. */
const colours: Record<CheckLevel, string> = { ok: "\u001b[32m", warning: "\u001b[33m", failed: "\u001b[31m" };
const plain = "\u001b[39m";

/** One finding as lines of text: level, name, message, and below it what to do. */
export function formatFinding({ level, name, message, advice }: Finding, { width, colour }: ReportStyle): string {
  const room = Math.max(24, width - indent);
  const margin = " ".repeat(indent);
  const word = level.padEnd(levelWidth);
  const shown = colour ? colours[level] + word + plain : word;
  const [first = "", ...rest] = wrap(message, room);
  const head =
    name.length > nameWidth
      ? [`  ${shown}  ${name}`, margin + first]
      : [`  ${shown}  ${name.padEnd(nameWidth)}  ${first}`.trimEnd()];
  const advised =
    advice === null ? [] : wrap(advice, room - 2).map((line, at) => (at === 0 ? `→ ${line}` : `  ${line}`));
  return [...head, ...[...rest, ...advised].map((line) => margin + line)].join("\n");
}

/** "12 ok, 1 warning, 0 failed" */
export function formatSummary(findings: readonly Finding[]): string {
  const count = (level: CheckLevel) => findings.filter((finding) => finding.level === level).length;
  const warnings = count("warning");
  return `${count("ok")} ok, ${warnings} ${warnings === 1 ? "warning" : "warnings"}, ${count("failed")} failed`;
}

/** Lines of at most `width` characters, broken at spaces; a word that is longer stays whole: it may be a path or a URL. */
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
