import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";

/**
 * Makes sure that one server at a time uses a data folder: the start-up clean-up would otherwise delete another's
 * unfinished files. The lock is SQLite's own file lock, which the kernel drops with the process, even after kill -9.
 * Throws an Error that says so when it is taken, and SQLite's own when the folder is the trouble. Returns the release function.
 */
export function lockDataFolder(dataDir: string): () => void {
  const lock = new DatabaseDriver(join(dataDir, "app.lock"), { timeout: 0 });
  try {
    lock.pragma("locking_mode = EXCLUSIVE");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if ((cause as { code?: unknown }).code !== "SQLITE_BUSY") throw cause;
    throw new Error(
      `Another AVATAR already uses the data folder ${dataDir}. Stop it first, or set AVATAR_DATA_DIR to another folder.`,
      { cause },
    );
  }
  return () => lock.close();
}
