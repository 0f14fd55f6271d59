import pino from "pino";

/**
 * Structured JSON lines: `timestamp`, `level`, `event`, and where they apply `trace_id`, `duration_ms`, `mode`.
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

/** A logger that writes one JSON line an event to `destination` (default: standard output). */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    messageKey: "message",
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  };
  return wrap(destination ? pino(options, destination) : pino(options));
}

/** For tests and tools that log nothing. */
export const silentLogger: Logger = wrap(pino({ level: "silent" }));
