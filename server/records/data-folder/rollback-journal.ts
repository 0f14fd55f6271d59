import { statSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";
import { isDamage } from "./database-work.mjs";

/**
 * Rolls back a transaction that a crash cut off while the database had no write-ahead log: at its first start, or at the first
 * one after a restore. SQLite does that by itself, but not for those who only read: they could not even look. For whoever has
 * the data folder for themselves.
 */
export function rollBackCutOffTransaction(databasePath: string): void {
  if (!isFilled(databasePath) || !isFilled(`${databasePath}-journal`) || isFilled(`${databasePath}-wal`)) return;
  const sqlite = new DatabaseDriver(databasePath, { fileMustExist: true });
  try {
    sqlite.prepare("SELECT count(*) FROM sqlite_master").get();
  } catch (error) {
    // Whoever looks next says so.
    if (!isDamage(error)) throw error;
  } finally {
    sqlite.close();
  }
}

function isFilled(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
