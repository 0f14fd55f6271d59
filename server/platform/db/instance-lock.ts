import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";
import { lockFile } from "../files/data-folder-layout";
import { tryFileLock } from "../files/file-lock";
import { explained } from "../words/sentence";

const lockPath = (dataDir: string) => join(dataDir, lockFile);
/** Checking the lock holds it for less than this. */
const probeMs = 100;

/**
 * Makes sure that one server at a time uses a data folder: otherwise the clean-up at the start would delete another's
 * unfinished files. Throws an Error that says so when another server has it, and SQLite's own error when the folder is
 * at fault. Returns the release function.
 */
export function lockDataFolder(dataDir: string): () => void {
  const release = tryFileLock(lockPath(dataDir), probeMs);
  if (release) return release;
  throw explained(
    "Another AVATAR already uses the data folder {dataDir}. Stop it first, or set AVATAR_DATA_DIR to another folder.",
    { dataDir },
  );
}

/** Whether a server holds the lock above. Changes nothing in the folder; false when it can't be found out. */
export function isDataFolderInUse(dataDir: string): boolean {
  let lock: DatabaseDriver.Database | null = null;
  try {
    lock = new DatabaseDriver(lockPath(dataDir), { readonly: true, timeout: 0 });
    lock.prepare("SELECT 1 FROM sqlite_master").get();
    return false;
  } catch (cause) {
    return (cause as { code?: unknown }).code === "SQLITE_BUSY";
  } finally {
    lock?.close();
  }
}
