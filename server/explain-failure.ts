import type { Config } from "./config/config";
import { StartRefusedError } from "./records/data-folder/explain-refusal";
import { say, sayError } from "./tools/words/say";

/** Why the start failed and what a person can do about it, in the terminal's language; one or two lines. */
export function explainStartFailure(error: unknown, config: Pick<Config, "port" | "host" | "dataDir">): string {
  const { code } = error as NodeJS.ErrnoException;
  const message = sayError(error);
  const { port, host, dataDir } = config;
  if (error instanceof StartRefusedError) return say("AVATAR did not start. {message}", { message });
  switch (code) {
    case "EADDRINUSE":
      return say("Port {port} is in use. Stop the program that uses it, or choose another: PORT=8080 npm start", {
        port,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return say("HOST is {host}, which is no address of this machine. 0.0.0.0 listens on all its addresses.", {
        host,
      });
    case "EACCES":
    case "EROFS":
    case "SQLITE_CANTOPEN":
    case "SQLITE_READONLY":
      return say(
        "Not allowed: {message}. Ports below 1024 need special rights; the data folder {dataDir} must be writable.",
        { message, dataDir },
      );
    case "ENOSPC":
    case "SQLITE_FULL":
    case "SQLITE_IOERR_SHMSIZE":
    case "SQLITE_IOERR_WRITE":
      return say("The disk is full ({message}). AVATAR keeps its data in {dataDir}.", { message, dataDir });
    case "SQLITE_CORRUPT":
    case "SQLITE_NOTADB":
      return say(
        "A database in {dataDir} is damaged ({message}). Put a copy of app.db back (npx avatar restore, docs/backup.md), or start with another AVATAR_DATA_DIR. app.lock can be deleted.",
        { dataDir, message },
      );
    default:
      if (code?.startsWith("SQLITE_IOERR"))
        return say(
          "The disk with {dataDir} could not be read or written ({code}: {message}). The system's log says more (dmesg).",
          { dataDir, code, message },
        );
      return say("AVATAR could not start: {message}", { message });
  }
}
