import pino from "pino";

/**
 * Structured JSON lines: `timestamp`, `level` (upper case), `event`, and where they apply `trace_id`, `duration_ms`, `mode`.
 * What people said, passwords and tokens are never passed to it.
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

/** How long the last lines may take at the end; a reader that stopped reading is not waited for longer. */
const lastLinesMs = 500;

export interface LogOutput {
  stream: pino.DestinationStream;
  /** Resolves when the lines so far are written or can't be; never rejects. Nothing is written after the process's end has begun. */
  written(): Promise<void>;
}

/** Writes to a file descriptor without waiting for its reader. Lines that nobody takes (a broken pipe, a full disk) are lost, no more. */
export function createLogOutput(fd: number): LogOutput {
  const stream = pino.destination({ fd, sync: false });
  stream.on("error", () => undefined);
  // pino's own last write, as the process ends, repeats one that fails for ever, and waits for a reader that has stopped.
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

/** Each line goes to every output whose level it reaches; `written` waits for all of them, no longer than for one. */
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

/** A logger that writes one JSON line an event to `destination` (default: standard output). */
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
