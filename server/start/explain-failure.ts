import type { Config } from "../config";

/** What a person can do about a start that failed; one or two lines. */
export function explainStartFailure(error: unknown, config: Pick<Config, "port" | "dataDir">): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${config.port} is in use. Stop the program that uses it, or choose another: PORT=8080 npm start`;
    case "EACCES":
      return `Not allowed: ${message}. Ports below 1024 need rights; the data folder ${config.dataDir} must be writable.`;
    case "ENOSPC":
    case "SQLITE_FULL":
      return `The disk is full. AVATAR keeps its data in ${config.dataDir}.`;
    default:
      return `AVATAR could not start: ${message}`;
  }
}
