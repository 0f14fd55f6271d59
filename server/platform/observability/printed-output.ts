import type { Readable } from "node:stream";
import { format, stripVTControlCharacters } from "node:util";
import { isFitForLogs } from "./fit-for-logs";
import type { LogFields, Logger } from "./logger";

type LogLevel = "debug" | "info" | "warn" | "error";

const maxLineChars = 2_000;
const maxLines = 40;
/** The lines of a stack trace come together; after this long without a line it is complete. */
const quietMs = 50;
/** Matches a line that continues the line before it: part of a stack trace or of a printed object. */
const continuation = /^(\s|[}\]]|$)/;
const errorHead = /^\W*(Uncaught |Unhandled )?([A-Za-z_.]+ )?\[?[A-Z]?\w*(Error|Exception)\b/;
const leftOut = "[left out]";

/**
 * Logs what a child process prints, as `event`: each line or stack trace as one event of bounded length, without lines
 * that may quote people. A line that is already one of our log lines is logged as it is. Call it once for each child.
 */
export function logPrintedOutput(
  { stdout, stderr }: { stdout: Readable | null; stderr: Readable | null },
  { event, logger }: { event: string; logger: Logger },
): void {
  if (stdout) readEvents(stdout, "info", event, logger);
  if (stderr) readEvents(stderr, "warn", event, logger);
}

function readEvents(stream: Readable, usualLevel: LogLevel, event: string, logger: Logger): void {
  let line = "";
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  function endEvent(): void {
    clearTimeout(timer);
    if (lines.length > 0) logPrinted(lines.join("\n"), { usualLevel, event, logger });
    lines = [];
  }
  function endLine(): void {
    const text = stripVTControlCharacters(line).trimEnd();
    line = "";
    const ours = parseLogLine(text);
    if (ours || !continuation.test(text)) endEvent();
    if (ours) logger[ours.level](ours.event, ours.fields);
    else if ((text !== "" || lines.length > 0) && lines.length < maxLines) lines.push(text);
  }
  stream.setEncoding("utf8").on("data", (text: string) => {
    for (const [index, part] of text.split("\n").entries()) {
      if (index > 0) endLine();
      if (line.length < maxLogLineChars) line += part.slice(0, maxLogLineChars - line.length);
    }
    clearTimeout(timer);
    timer = setTimeout(endEvent, quietMs).unref();
  });
  stream
    .on("error", () => undefined)
    .on("close", () => {
      endLine();
      endEvent();
    });
}

/** One of our log lines may contain a stack trace, and must be complete to be parsed. */
const maxLogLineChars = 16_000;
const levels: Record<string, LogLevel> = {
  FATAL: "error",
  ERROR: "error",
  WARN: "warn",
  INFO: "info",
  DEBUG: "debug",
  TRACE: "debug",
};

function parseLogLine(text: string): { level: LogLevel; event: string; fields: LogFields } | null {
  if (!text.startsWith('{"')) return null;
  try {
    const { timestamp, level, event, ...fields } = JSON.parse(text) as Record<string, unknown>;
    const known = typeof level === "string" ? levels[level] : undefined;
    return known && typeof event === "string" && timestamp !== undefined ? { level: known, event, fields } : null;
  } catch {
    return null;
  }
}

/** Logs a printed text of one or more lines at `usualLevel`, unless the text says that it is an error or a warning. */
function logPrinted(
  text: string,
  { usualLevel, event, logger }: { usualLevel: LogLevel; event: string; logger: Logger },
): void {
  const lines = stripVTControlCharacters(text)
    .split("\n")
    .slice(0, maxLines)
    .map((line) => (isFitForLogs(line) ? line.trimEnd().slice(0, maxLineChars) : leftOut));
  const message = lines.join("\n").trim();
  if (message === "") return;
  const digest = /\bdigest: ['"]?([\w;-]+)/.exec(message)?.[1];
  logger[levelOf(message, usualLevel)](event, { message, ...(digest && { digest }) });
}

function levelOf(message: string, usualLevel: LogLevel): LogLevel {
  if (message.startsWith("⨯") || errorHead.test(message.split("\n", 1)[0] ?? "")) return "error";
  return message.startsWith("⚠") ? "warn" : usualLevel;
}

const consoleLevels = {
  log: "info",
  info: "info",
  debug: "debug",
  trace: "debug",
  warn: "warn",
  error: "warn",
} as const;

/** Logs from now on what this process prints through `console`, which libraries use, as `console_output`. */
export function logConsole(logger: Logger): void {
  for (const [method, usualLevel] of Object.entries(consoleLevels)) {
    console[method as keyof typeof consoleLevels] = (...values: unknown[]) =>
      logPrinted(format(...values), { usualLevel, event: "console_output", logger });
  }
}
