import type DatabaseDriver from "better-sqlite3";

/**
 * Returns a text that differs whenever rows were written since the last call, by this connection or any other process
 * (the pages, the command line). It takes microseconds and no lock, so it can run before every message. May throw
 * SQLite's own error.
 */
export function changeMarkOf(sqlite: DatabaseDriver.Database): () => string {
  // `data_version` counts commits of other connections only, `total_changes()` only our own.
  const others = sqlite.prepare("PRAGMA data_version").pluck();
  const own = sqlite.prepare("SELECT total_changes()").pluck();
  return () => `${others.get()} ${own.get()}`;
}
