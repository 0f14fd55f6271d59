import type { Config } from "./config/config";
import { StartRefusedError } from "./records/data-folder/explain-refusal";

/** Why the start failed and what a person can do about it; one or two lines. */
export function explainStartFailure(error: unknown, config: Pick<Config, "port" | "host" | "dataDir">): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof StartRefusedError) return `AVATAR did not start. ${message}`;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${config.port} is in use. Stop the program that uses it, or choose another: PORT=8080 npm start`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is ${config.host}, which is no address of this machine. 0.0.0.0 listens on all its addresses.`;
    case "EACCES":
    case "EROFS":
    case "SQLITE_CANTOPEN":
    case "SQLITE_READONLY":
      return `Not allowed: ${message}. Ports below 1024 need special rights; the data folder ${config.dataDir} must be writable.`;
    case "ENOSPC":
    case "SQLITE_FULL":
    case "SQLITE_IOERR_SHMSIZE":
    case "SQLITE_IOERR_WRITE":
      return `The disk is full: ${message}\nAVATAR keeps its data in ${config.dataDir}.`;
    case "SQLITE_CORRUPT":
    case "SQLITE_NOTADB":
      return `A database in ${config.dataDir} is damaged (${message}). Put a copy of app.db back (npx avatar restore, docs/backup.md), or start with another AVATAR_DATA_DIR. app.lock can be deleted.`;
    default:
      if (code?.startsWith("SQLITE_IOERR"))
        return `The disk with ${config.dataDir} could not be read or written (${code}: ${message}). The system's log says more (dmesg).`;
      return `AVATAR could not start: ${message}`;
  }
}
