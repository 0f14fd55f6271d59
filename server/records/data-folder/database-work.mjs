/**
 * Work that reads a whole database: minutes for a large one, so the server runs it in a thread (database-thread.ts). It
 * is plain JavaScript, because worker threads do not compile TypeScript when the server runs from source.
 */
import { randomInt } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";

const lockWaitMs = 5_000;
/** Copy all pages in one step: a backup that pauses starts again whenever somebody writes. */
const allPages = 0x7f_ff_ff_ff;

/**
 * The damage in the database at `path`, in SQLite's words; null when it is intact. Throws when the check can't run (a
 * lock).
 * @param {string} path
 * @param {"quick_check" | "integrity_check"} [how]
 * @returns {string | null}
 */
export function damageOf(path, how = "quick_check") {
  let database;
  try {
    database = new DatabaseDriver(path, { readonly: true, fileMustExist: true, timeout: lockWaitMs });
    const lines = database.pragma(`${how}(5)`).map((row) => row[how]);
    return lines.join() === "ok" ? null : lines.join("; ");
  } catch (error) {
    if (isDamage(error)) return error.message;
    throw error;
  } finally {
    database?.close();
  }
}

/**
 * Whether SQLite's error says that the file is damaged. Most of its I/O errors are about the disk: on a full one even
 * reads fail, because a reader needs a file beside the database.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isDamage(error) {
  return /^SQLITE_(CORRUPT|NOTADB|IOERR_(SHORT_READ|CORRUPTFS|DATA)$)/.test(error?.code ?? "");
}

/**
 * Copies a database while others may write to it: a consistent snapshot in one new file of mode 0600, durable and
 * checked. When the copy is damaged or can't be written it throws and leaves nothing behind.
 * @param {string} from
 * @param {string} to
 * @returns {Promise<{ turns: number, migrations: number }>} the copy's number of rows in both tables
 */
export async function copyDatabase(from, to) {
  closeSync(openSync(to, "wx", 0o600));
  try {
    const source = new DatabaseDriver(from, { readonly: true, fileMustExist: true, timeout: lockWaitMs });
    try {
      await source.backup(to, { progress: () => allPages });
    } finally {
      source.close();
    }
    const counts = sealCopy(to);
    const damage = damageOf(to);
    if (damage) throw Object.assign(new Error(`The copy is damaged: ${damage}`), { code: "SQLITE_CORRUPT" });
    return counts;
  } catch (error) {
    for (const ending of ["", "-journal", "-wal", "-shm"]) rmSync(`${to}${ending}`, { force: true });
    throw error;
  }
}

/**
 * Turns the copy into one file without a write-ahead log, and gives it another identity than the original
 * (write-ahead-log.ts).
 */
function sealCopy(path) {
  const copy = new DatabaseDriver(path);
  try {
    copy.pragma("journal_mode = DELETE");
    if (isPurgeDue(copy)) {
      copy.pragma("secure_delete = ON");
      purgeIndexIn(copy);
    }
    copy.pragma(`user_version = ${newIdentity()}`);
    return { turns: rowsIn(copy, "conversations"), migrations: rowsIn(copy, "__drizzle_migrations") };
  } finally {
    copy.close();
  }
}

/** Whether a conversation was removed whose words are still on pages of the search index. */
function isPurgeDue(database) {
  if (!isTableIn(database, "jobs") || !isTableIn(database, "turn_search")) return false;
  const due = "SELECT 1 FROM jobs WHERE kind = 'search_purge' AND state IN ('waiting', 'running')";
  return database.prepare(due).get() !== undefined;
}

/**
 * Takes the words of turns that were taken out off the pages of the search index.
 * @param {import("better-sqlite3").Database} database
 */
export function purgeIndexIn(database) {
  database.exec("INSERT INTO turn_search (turn_search) VALUES ('optimize')");
}

/** A random identity for SQLite's `user_version`; 0 means that a database has none yet. */
export function newIdentity() {
  return randomInt(1, 0x7f_ff_ff_ff);
}

/**
 * Rows in a table; 0 where there is no such table.
 * @param {import("better-sqlite3").Database} database
 * @param {string} table
 * @returns {number}
 */
export function rowsIn(database, table) {
  return isTableIn(database, table) ? database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() : 0;
}

/**
 * @param {import("better-sqlite3").Database} database
 * @param {string} table
 * @returns {boolean}
 */
export function isTableIn(database, table) {
  const find = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
  return database.prepare(find).get(table) !== undefined;
}
