import type DatabaseDriver from "better-sqlite3";

/**
 * Gives a text that is another one whenever rows were written since the last call: by this connection or by any other, in whatever
 * process (the pages, the command line). Takes some microseconds and no lock, so that it may be asked before every message.
 * May throw SQLite's own error.
 */
export function changeMarkOf(sqlite: DatabaseDriver.Database): () => string {
  // The first counts the commits of all others and never our own, the second our own alone.
  const others = sqlite.prepare("PRAGMA data_version").pluck();
  const own = sqlite.prepare("SELECT total_changes()").pluck();
  return () => `${others.get()} ${own.get()}`;
}
