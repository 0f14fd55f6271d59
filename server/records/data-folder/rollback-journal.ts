import { statSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";
import { isDamage } from "./database-work.mjs";

/**
 * Rolls back a transaction that a crash interrupted while the database had no write-ahead log: during the first start
 * with a new or restored database. SQLite does this when a connection that may write opens the file, but the inspection
 * is read-only and would fail. The caller must hold the data folder's lock.
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
