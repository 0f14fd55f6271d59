/**
 * What reads a whole database: minutes for a large one, so the server does it in a thread of its own (database-thread.ts).
 * Plain JavaScript, because a thread's program is not compiled on its way by those who run this from source.
 */
import { randomInt } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";

const lockWaitMs = 5_000;
/** Everything in one step: a copy that pauses begins anew whenever somebody writes meanwhile. */
const allPages = 0x7f_ff_ff_ff;

/**
 * What is wrong with the database at `path`, in SQLite's words; null when it is whole. Throws when that can't be told (a lock).
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
 * Whether SQLite's error says that the file is damaged. Most of its I/O errors tell of the disk: a full one can't be read either,
 * because readers need a file beside the database.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isDamage(error) {
  return /^SQLITE_(CORRUPT|NOTADB|IOERR_(SHORT_READ|CORRUPTFS|DATA)$)/.test(error?.code ?? "");
}

/**
 * Copies a database beside whoever writes into it: one consistent moment, in one file of mode 0600 that must not be there yet,
 * durable and checked. Throws, with nothing left behind, when the copy is damaged or can't be written.
 * @param {string} from
 * @param {string} to
 * @returns {Promise<{ turns: number, migrations: number }>} what is in it
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

/** Makes it one file, without a write-ahead log, and tells it apart from the database that it was copied from (write-ahead-log.ts). */
function sealCopy(path) {
  const copy = new DatabaseDriver(path);
  try {
    copy.pragma("journal_mode = DELETE");
    copy.pragma(`user_version = ${newIdentity()}`);
    return { turns: rowsIn(copy, "conversations"), migrations: rowsIn(copy, "__drizzle_migrations") };
  } finally {
    copy.close();
  }
}

/** For SQLite's `user_version`; 0 is a database that has none yet. */
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
  const isThere = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
  return isThere ? database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() : 0;
}
