import pino from "pino";

/**
 * Writes structured JSON lines: `timestamp`, `level` (upper case), `event`, and where they apply `trace_id`,
 * `duration_ms`, `mode`. Never pass it what people said, passwords or tokens.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Logger;
}
export type LogFields = Record<string, unknown> & { trace_id?: string; duration_ms?: number; error?: unknown };

function withErrorFields(fields: LogFields | undefined): LogFields {
  if (!fields || !(fields.error instanceof Error)) return fields ?? {};
  const { error, ...rest } = fields;
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { ...rest, error: error.message, error_code: (error as { code?: unknown }).code, cause, stack: error.stack };
}

function wrap(base: pino.Logger): Logger {
  return {
    debug: (event, fields) => base.debug({ event, ...withErrorFields(fields) }),
    info: (event, fields) => base.info({ event, ...withErrorFields(fields) }),
    warn: (event, fields) => base.warn({ event, ...withErrorFields(fields) }),
    error: (event, fields) => base.error({ event, ...withErrorFields(fields) }),
    child: (fields) => wrap(base.child(fields)),
  };
}

/** How long the end of the process waits for its last lines to be written: their reader may have stopped reading. */
const lastLinesMs = 500;

export interface LogOutput {
  stream: pino.DestinationStream;
  /**
   * Resolves when the lines so far are written, or after a while when they can't be; never rejects. Await it before
   * `process.exit`, which writes nothing more.
   */
  written(): Promise<void>;
}

/**
 * Writes to a file descriptor without waiting for its reader. Lines that can't be written (a broken pipe, a full disk)
 * are lost without an error.
 */
export function createLogOutput(fd: number): LogOutput {
  const stream = pino.destination({ fd, sync: false });
  stream.on("error", () => undefined);
  // As the process ends, pino would write once more: it would repeat a failing write for ever, or wait for a reader
  // that has stopped.
  stream.flushSync = () => undefined;
  return {
    stream,
    async written() {
      await new Promise<void>((resolve) => {
        stream.once("drain", resolve).once("error", () => resolve());
        setTimeout(resolve, lastLinesMs);
      });
    },
  };
}

/** Sends each line to every output whose level it reaches; `written` waits for all outputs at the same time. */
export function combineOutputs(outputs: readonly (LogOutput & { level: string })[]): LogOutput & { level: string } {
  const streams = outputs.map(({ stream, level }) => ({ stream, level: level as pino.Level }));
  const mostVerbose = outputs.map(({ level }) => level).sort((a, b) => rankOf(a) - rankOf(b))[0] ?? "silent";
  return {
    level: mostVerbose,
    stream: pino.multistream(streams),
    async written() {
      const timeUp = new Promise<void>((resolve) => void setTimeout(resolve, lastLinesMs));
      await Promise.race([Promise.all(outputs.map((output) => output.written())), timeUp]);
    },
  };
}

const rankOf = (level: string) => pino.levels.values[level] ?? Number.POSITIVE_INFINITY;

/** A logger that writes each event as one JSON line to `destination` (default: standard output). */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    messageKey: "message",
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label.toUpperCase() }) },
  };
  return wrap(destination ? pino(options, destination) : pino(options));
}

/** For tests and tools that log nothing. */
export const silentLogger: Logger = wrap(pino({ level: "silent" }));
