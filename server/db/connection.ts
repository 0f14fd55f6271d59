import { closeSync, openSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import * as schema from "../../drizzle/schema";

/** The one connection. better-sqlite3 is synchronous: do async work before a transaction, never inside. */
export type Database = ReturnType<typeof openDatabase>["db"];

/** Opens (or makes) the file with the pragmas the contract asks for. `:memory:` works too. */
export function openDatabase(path: string) {
  // What people said is for the server's own user alone. SQLite gives -wal and -shm the mode of the file.
  if (path !== ":memory:") closeSync(openSync(path, "a", 0o600));
  const sqlite = new DatabaseDriver(path);
  sqlite.pragma("journal_mode = WAL");
  // Explicit at every open: after the switch to WAL later opens would default to NORMAL and could lose a commit.
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("busy_timeout = 5000");
  sqlite.pragma("foreign_keys = ON");
  const db = drizzle(sqlite, { schema });
  return { db, sqlite, close: () => sqlite.close() };
}

/** Brings the schema up to date; `folder` is drizzle/migrations. Idempotent. */
export function migrateDatabase(db: Database, folder: string): void {
  migrate(db, { migrationsFolder: folder });
}
