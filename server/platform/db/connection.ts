import { closeSync, existsSync, openSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";
import { sql } from "drizzle-orm";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import * as schema from "../../../drizzle/schema";
import { explained } from "../words/sentence";
import { createDatabase } from "./database";

/**
 * The tables with the synchronous query builder: for migrations and for tests that read rows. All other code uses
 * `Database`.
 */
export type Tables = BetterSQLite3Database<typeof schema> & { $client: DatabaseDriver.Database };

/**
 * Opens (or creates) the file with the pragmas of the contract. A lock held by another process blocks this thread; a
 * server calls `serveFrom` next to change that. `:memory:` works too.
 */
export function openDatabase(path: string) {
  // Only the server's user may read what people said; SQLite gives -wal and -shm the mode of the file. An existing file
  // is not opened here: closing it would drop the locks of this process's other connections (POSIX), and a command
  // would then take itself for the last connection and delete the write-ahead log.
  if (path !== ":memory:" && !existsSync(path)) closeSync(openSync(path, "a", 0o600));
  const sqlite = new DatabaseDriver(path);
  sqlite.pragma("journal_mode = WAL");
  // Set explicitly at every open: after the switch to WAL, later opens would default to NORMAL and could lose a commit.
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("busy_timeout = 5000");
  sqlite.pragma("foreign_keys = ON");
  // What a person had deleted is overwritten with zeros; SQLite would leave it in the file's free pages.
  sqlite.pragma("secure_delete = ON");
  const tables: Tables = drizzle(sqlite, { schema });
  return { ...createDatabase(tables), tables, sqlite, close: () => sqlite.close() };
}

export type OpenedDatabase = ReturnType<typeof openDatabase>;

/**
 * Migrates the schema; `folder` is drizzle/migrations. Idempotent. Throws an Error with advice for a database that a
 * later version has migrated: this version can't read it correctly or would write incomplete rows.
 */
export function migrateDatabase(tables: Tables, folder: string): void {
  if (lastMigration(tables) > latestMigrationIn(folder)) {
    throw explained(
      "The database was made by a later version of AVATAR: start that version, or choose another AVATAR_DATA_DIR.",
    );
  }
  try {
    migrate(tables, { migrationsFolder: folder });
  } catch (error) {
    throw reasonOf(error);
  }
}

/** Whether the database has every migration of this version, and none of a later one. */
export function isUpToDate(tables: Tables, folder: string): boolean {
  return lastMigration(tables) === latestMigrationIn(folder);
}

/** The `when` of the newest migration that this version knows. */
export function latestMigrationIn(folder: string): number {
  return Math.max(...readMigrationFiles({ migrationsFolder: folder }).map(({ folderMillis }) => folderMillis));
}

/** The SQLite error inside the migrator's error: its code tells a person what to do. */
function reasonOf(error: unknown): unknown {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  // On a full disk SQLite rolls back by itself; the migrator's own ROLLBACK then fails and hides the cause.
  if (message.includes("'ROLLBACK'")) {
    return Object.assign(new Error("database or disk is full", { cause: error }), { code: "SQLITE_FULL" });
  }
  return /^SQLITE_(?!ERROR)/.test(cause?.code ?? "") ? cause : error;
}

/** The `when` of the last migration applied to the database; 0 for a new one. The table is the migrator's own. */
function lastMigration(tables: Tables): number {
  const table = tables.get(sql`SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'`);
  if (!table) return 0;
  return tables.get<{ last: number | null }>(sql`SELECT max(created_at) AS last FROM __drizzle_migrations`).last ?? 0;
}
