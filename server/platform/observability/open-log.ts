import { join } from "node:path";
import { createLogFile } from "./log-file";
import { combineOutputs, createLogger, createLogOutput } from "./logger";
import { logConsole } from "./printed-output";
import type { LogSettings } from "./settings";

/**
 * Opens the process's log, on standard output and in the data folder. It also gets what would otherwise bypass it:
 * console output, Node's warnings and uncaught errors. An uncaught error ends the process with 1 once it is written.
 */
export function openLog({ dataDir, logLevel }: LogSettings & { dataDir: string }) {
  // The reader of the output may go away (`npm start | head`); the server goes on.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);
  /** Null: the file can be written again. */
  const onTrouble = (error: Error | null) => {
    if (error) logger.warn("log_file_failed", { error });
    else logger.info("log_file_written_again");
  };
  const log = combineOutputs([
    // In a terminal a person reads the start-up messages and the progress bar; info lines would drown them.
    { ...createLogOutput(process.stdout.fd), level: logLevel ?? (process.stdout.isTTY ? "warn" : "info") },
    { ...createLogFile(join(dataDir, "logs", "avatar.log"), { onTrouble }), level: logLevel ?? "info" },
  ]);
  const logger = createLogger(log.level, log.stream);
  logConsole(logger);
  process.on("warning", ({ name, message: warning }) => logger.warn("node_warning", { name, warning }));
  process.on("uncaughtException", (error, origin) => {
    logger.error("uncaught_exception", { origin, error });
    process.stderr.write(`\nAVATAR ends: ${error.stack ?? error}\n`);
    void log.written().then(() => process.exit(1));
  });
  return { logger, level: log.level, written: log.written };
}
