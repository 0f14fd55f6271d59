import { statSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";
import { isDamage } from "./database-work.mjs";

/**
 * Rolls back a transaction that a crash interrupted while the database had no write-ahead log (at its first start, or
 * the first after a restore). SQLite does that by itself for writers, but a read-only connection could not even open
 * the file. The caller must hold the data folder's lock.
 */
export function rollBackCutOffTransaction(databasePath: string): void {
  if (!isFilled(databasePath) || !isFilled(`${databasePath}-journal`) || isFilled(`${databasePath}-wal`)) return;
  const sqlite = new DatabaseDriver(databasePath, { fileMustExist: true });
  try {
    sqlite.prepare("SELECT count(*) FROM sqlite_master").get();
  } catch (error) {
    // The next reader reports the error.
    if (!isDamage(error)) throw error;
  } finally {
    sqlite.close();
  }
}

function isFilled(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
